/** The budgets of a plan, or of all: whether each adds up, and which are carried whole. */
export const budgets = {
  ru: {
    addsUpTitle: "Сходится ли сумма?",
    addsUpText:
      "Бюджет и перенос с прошлого месяца должны равняться строкам и переносу на следующий, до последней единицы.",
    addsUpByBudgetTitle: "Сходится ли сумма по бюджетам?",
    carriedTitle: "Какие бюджеты переходят целиком и почему?",
    carriedText:
      "Бюджет, которому в этом месяце никто не послужил, не делится между другими: он весь переходит на следующий месяц.",
    month: "Месяц",
    budget: "Бюджет",
    given: "Выделено",
    carryIn: "+ перенос",
    expired: "+ вышел срок хранения",
    lines: "= строки",
    carryOut: "+ остаток",
    difference: "Расхождение",
    goesOver: "Переходит",
    part: "От всего месяца",
    why: "Почему",
    nothingToCompare: "Сверять пока нечего: ни одного плана ещё нет.",
    noneCarried: "Таких бюджетов в планах нет.",
    noneCarriedHere: "Таких бюджетов в этом плане нет: в каждом есть кому платить.",
  },
  en: {
    addsUpTitle: "Does the sum add up?",
    addsUpText:
      "Budget and what is carried from last month must equal the lines and what is carried to the next, to the last unit.",
    addsUpByBudgetTitle: "Does the sum of each budget add up?",
    carriedTitle: "Which budgets are carried whole, and why?",
    carriedText:
      "A budget that nobody served this month is not split among others: the whole of it is carried to the next month.",
    month: "Month",
    budget: "Budget",
    given: "Given",
    carryIn: "+ carried in",
    expired: "+ kept for too long",
    lines: "= lines",
    carryOut: "+ carried on",
    difference: "Difference",
    goesOver: "Carried on",
    part: "Of the whole month",
    why: "Why",
    nothingToCompare: "There is nothing to compare: there is no plan yet.",
    noneCarried: "There are no such budgets in the plans.",
    noneCarriedHere: "There are no such budgets in this plan: each of them pays somebody.",
  },
};
