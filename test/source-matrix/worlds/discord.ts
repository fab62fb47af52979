import { standingClock } from "../../../demo/clock.ts";
import { createGuild } from "../../../demo/discord/guild.ts";
import { discordTwin, type DiscordTwin } from "../../../demo/discord/twin.ts";
import type { Random } from "../../../demo/random.ts";
import { ANY_HTTP, type Source, type World } from "../world.ts";
import { currentRows, line, type Row } from "./rows.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-10-05T09:00:00Z");

interface GuildWorld extends World {
  readonly twin: DiscordTwin;
  readonly people: readonly string[];
  readonly channels: readonly string[];
}

const any = ({ twin }: GuildWorld, random: Random) => random.pick(twin.truth().messages).id;

export const discord: Source = {
  name: "discord",
  faults: [...ANY_HTTP, "empty_page", "truncated", "rate_limit_global"] as Source["faults"],
  happenings: {
    "late arrivals": ({ twin, channels, people, now }: GuildWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1)
        twin.guild.post({
          channel: random.pick(channels),
          author: random.pick(people),
          content: "late",
          at: now() - random.whole(1, 50) * 6e4,
        });
    },
    "changed without their cursor": (world: GuildWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1) {
        world.twin.guild.edit(any(world, random), `edited ${count}`);
        world.twin.guild.react(any(world, random), random.pick(world.people), "🔥");
      }
    },
    deletions: (world: GuildWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1) world.twin.guild.remove(any(world, random));
    },
  },

  async open(random): Promise<GuildWorld> {
    const clock = standingClock(NOW);
    const guild = createGuild({ clock, name: "Клуб", createdAt: NOW - 100 * DAY });
    const { changes, state } = guild;
    const people = ["vklad", "anna", "boris", "vera"].map((username, nth) => {
      const id = changes.addUser({ username, isBot: nth === 0, at: NOW - (99 - nth) * DAY });
      changes.join(id, { at: NOW - (90 - nth) * DAY });
      return id;
    });
    const second = changes.addChannel({ name: "второй", at: NOW - 80 * DAY });
    const channels = [state.systemChannelId ?? "", second];
    const said: string[] = [];
    for (let count = random.whole(150, 260); count > 0; count -= 1) {
      const at = NOW - count * 60_000 * 60 - random.whole(0, 60_000);
      const [channel, author] = [random.pick(channels), random.pick(people)];
      said.push(changes.post({ channel, author, content: `слово ${count}`, at }));
    }
    for (let count = 0; count < 20; count += 1)
      changes.react(random.pick(said), random.pick(people), random.pick(["👍", "🎉"]));
    const bot = people[0] ?? "";
    const twin = await discordTwin({ guild, clock, token: "bot-token", botId: bot });
    return {
      twin,
      people,
      channels,
      reading: {
        system: "discord",
        settings: {
          url: `${twin.url}/api/v10`,
          guild: state.id,
          token: "bot-token",
          channels: Object.fromEntries(channels.map((id) => [id, {}])),
        },
      },
      faults: twin.faults,
      paths: ["/api/v10/", "/api/v10/channels", "/api/v10/guilds"],
      requests: 70,
      now: () => clock.now(),
      pass: (ms) => clock.set(clock.now() + ms),
      truth: () => {
        const { messages, members } = twin.truth();
        return {
          discord_messages: messages.map(({ id, channelId, authorId, content, editedAt }) =>
            line(channelId, id, authorId, content, editedAt !== null),
          ),
          discord_members: members,
          discord_reactions: messages.flatMap(({ id, channelId, reactions }) =>
            Object.entries(reactions).flatMap(([emoji, users]) =>
              users.map((user) => line(channelId, id, emoji, user)),
            ),
          ),
        };
      },
      held: async (warehouse) => ({
        discord_messages: (await currentRows(warehouse, "discord_messages")).map((row: Row) =>
          line(
            row["channel_id"],
            row["id"],
            row["author"]["id"],
            row["content"],
            row["edited_timestamp"] !== null,
          ),
        ),
        discord_members: (await currentRows(warehouse, "discord_members")).map((row) =>
          String(row["user_id"]),
        ),
        discord_reactions: (await currentRows(warehouse, "discord_reactions")).map((row) =>
          line(row["channel_id"], row["message_id"], row["emoji"], row["user_id"]),
        ),
      }),
      [Symbol.asyncDispose]: () => twin.close(),
    };
  },
};
