/** A page that does not exist is an answer, not an error; anything else belongs in the console. */
export function handleError({ error, status }) {
  if (status !== 404) console.error(error);
  return { message: status === 404 ? "Такой страницы нет" : String(error?.message ?? error) };
}
