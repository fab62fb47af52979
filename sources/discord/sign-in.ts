/**
 * Whose account of Discord it is, by Discord's own word: nothing is asked for but who it is, and the
 * token is forgotten with the answer.
 *
 * API: https://docs.discord.com/developers/topics/oauth2
 */
import { z } from "zod";

import type { Pace } from "../connector.ts";
import { createHttp } from "../http.ts";
import type { SignIn } from "../proof.ts";
import { Snowflake } from "./snowflake.ts";

const AUTHORIZE = "https://discord.com/oauth2/authorize";

const Token = z.looseObject({
  access_token: z.string().min(1),
  token_type: z.literal("Bearer"),
  scope: z.string(),
});
const Me = z.looseObject({ id: Snowflake, bot: z.boolean().optional() });

export function discordSignIn(options: {
  readonly url: string;
  readonly clientId: string;
  readonly secret: string;
  readonly pace: Pace;
}): SignIn {
  const { url, clientId, secret, pace } = options;
  const basic = Buffer.from(`${clientId}:${secret}`).toString("base64");
  const clientOf = (authorization: string) =>
    createHttp({
      perSecond: 1,
      burst: 5,
      ...pace,
      system: "Discord",
      url,
      headers: { Authorization: authorization },
    });
  const application = clientOf(`Basic ${basic}`);
  return {
    addressFor({ state, returnUrl }) {
      const address = new URL(AUTHORIZE);
      address.search = new URLSearchParams({
        response_type: "code",
        client_id: clientId,
        scope: "identify",
        state,
        redirect_uri: returnUrl,
        // Asked each time: whoever shares a browser is not somebody by having been here before.
        prompt: "consent",
      }).toString();
      return address.href;
    },
    async whoIs({ code, returnUrl }, signal) {
      const form = { grant_type: "authorization_code", code, redirect_uri: returnUrl };
      const { access_token: token } = await application.post(Token, "/oauth2/token", {
        form,
        signal,
      });
      const me = await clientOf(`Bearer ${token}`).get(Me, "/users/@me", { signal });
      if (me.bot === true) throw new Error("A bot of Discord has signed in; expected a person.");
      return me.id;
    },
  };
}
