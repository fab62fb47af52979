/** What `vklad.config.ts` of a real community says of its categories, for those of the demo. */
export const DEMO_CATEGORIES = {
  5: { topic: "interact/community", reply: "help/community" }, // Вопросы
  6: { topic: "publish/community", reply: "interact/community" }, // Эссе
  7: { topic: "publish/world", reply: "help/world" }, // Практика
  8: { topic: "manage/community", reply: "manage/community" }, // Организация
  9: { topic: "interact/community", reply: "interact/community" }, // Общение
} as const;
