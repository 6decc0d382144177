/** Stands for a text that tells a time, in whatever time zone the session writes it. */
export const textOfTime = (time: Date | string) => ({
  asymmetricMatch: (text: unknown): boolean =>
    typeof text === "string" && new Date(text).getTime() === new Date(time).getTime(),
});
