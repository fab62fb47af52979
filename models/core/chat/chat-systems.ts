import type { ChatSystem } from "./chat-system.ts";
import { discordChat } from "./discord-chat.ts";
import { telegramChat } from "./telegram-chat.ts";

/** Every system that people talk in: a new one is its file and a line here. */
export const chatSystems: readonly ChatSystem[] = [discordChat, telegramChat];
