/** The page of the committee's people and keys, and what waits there, as the first page says it. */
export const people = {
  ru: {
    waiting: "Ждут вашего слова",
    keyCount: (count) => `, ключей: ${count}`,
    roleCount: (count) => `, концов ролей: ${count}`,
    keysTitle: "Чей ключ действует и чей ждёт подтверждения?",
    keysText:
      "План подписывают ключом. Он начинает действовать, когда его подтвердил другой член комитета своим действующим ключом: пусть владелец прочтёт вслух группы своего ключа, а вы сверите их с этими. Чтобы сменить ключ, зарегистрируйте новый, дождитесь подтверждения и отзовите старый. С отозванным ключом уходит и то, что он подписал в открытых планах.",
    rolesTitle: "Чья роль должна кончиться?",
    rolesText:
      "Роли следуют за настройками сообщества. Отнять роль одним словом нельзя: её конец подтверждает другой член комитета.",
    registerHere: "Зарегистрировать ключ этого браузера",
    registerWallet: (wallet) => `Подписывать кошельком «${wallet}»`,
    noFirstKey:
      "В комитете ещё не действует ни один ключ, и подтвердить первый здесь некому. Покажите свой оператору: он подтвердит один ключ с машины командой",
    noFirstKeyCommand: ", а остальные подтвердит его владелец.",
    noKeys: "Ни одного ключа ещё не зарегистрировано.",
    isHere: "этот браузер",
    leftCommittee: "уже не в комитете",
    registered: (at) => `Зарегистрирован ${at}.`,
    byOperator: (at, reason) => `Подтверждён с машины оператором ${at}: ${reason}.`,
    byDemo: "Подтверждён самой демонстрацией.",
    byMember: (name, at) => `Подтвердил(а) ${name} ${at}.`,
    revokedBy: (name, at, reason) => `Отозвал(а) ${name} ${at}: ${reason}.`,
    confirm: "Группы совпали, подтвердить",
    revoke: "Отозвать",
    why: "Почему?",
    revokeForGood: "Отозвать навсегда",
    keep: "Не отзывать",
    cohort: (cohort) => `, поток ${cohort}`,
    roleGone: (at) =>
      `В настройках этой роли больше нет (с ${at}). Она продолжается, пока другой член комитета не подтвердит, что она кончилась.`,
    roleEnds: (at) =>
      `В настройках её конец теперь ${at}. Пока другой член комитета этого не подтвердит, действует прежний срок.`,
    confirmEnd: "Подтвердить конец роли",
    noRoleEnds: "Ни одна роль подтверждения не ждёт: журнал и настройки согласны.",
  },
  en: {
    waiting: "Waits for your word",
    keyCount: (count) => `, keys: ${count}`,
    roleCount: (count) => `, ends of roles: ${count}`,
    keysTitle: "Whose key counts, and whose waits to be confirmed?",
    keysText:
      "A plan is signed with a key. It counts once another committee member has confirmed it with a key of their own that counts: let its owner read out the groups of the key while you compare them with these. To change a key, register the new one, wait until it is confirmed and revoke the old one. What a revoked key has signed in open plans goes with it.",
    rolesTitle: "Whose role is to end?",
    rolesText:
      "Roles follow the community's settings. Nobody takes a role away alone: another committee member confirms its end.",
    registerHere: "Register the key of this browser",
    registerWallet: (wallet) => `Sign with the wallet “${wallet}”`,
    noFirstKey:
      "No key of the committee counts yet, and nobody here can confirm the first one. Show yours to the operator, who confirms one key from the machine with the command",
    noFirstKeyCommand: "; its owner then confirms the others.",
    noKeys: "No key is registered yet.",
    isHere: "this browser",
    leftCommittee: "no longer on the committee",
    registered: (at) => `Registered ${at}.`,
    byOperator: (at, reason) => `Confirmed from the machine by the operator ${at}: ${reason}.`,
    byDemo: "Confirmed by the demo itself.",
    byMember: (name, at) => `Confirmed by ${name} ${at}.`,
    revokedBy: (name, at, reason) => `Revoked by ${name} ${at}: ${reason}.`,
    confirm: "The groups match, confirm",
    revoke: "Revoke",
    why: "Why?",
    revokeForGood: "Revoke for good",
    keep: "Do not revoke",
    cohort: (cohort) => `, cohort ${cohort}`,
    roleGone: (at) =>
      `The settings no longer have this role (since ${at}). It goes on until another committee member confirms that it has ended.`,
    roleEnds: (at) =>
      `In the settings it now ends ${at}. Until another committee member confirms that, it ends as it did before.`,
    confirmEnd: "Confirm the end of the role",
    noRoleEnds: "No role waits to be confirmed: ledger and settings agree.",
  },
};
