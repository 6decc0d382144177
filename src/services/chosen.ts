/** How many of those who hear the doorbell go and see what it rang for. */
const few = 4;

/**
 * Whether one of a crowd who all hear the same is among the few, by chance, who see to it: as many
 * statements at once as there are processes would be in each other's way. Should by chance nobody
 * be, or nobody have a place, hints and polls are there as well.
 */
export function isChosen(crowd: number): boolean {
  return Math.random() * crowd < few;
}
