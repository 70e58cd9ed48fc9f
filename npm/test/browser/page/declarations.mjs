// What stands for helpers/declarations.mjs in a page.
import { remote } from "./remote.mjs";

export const declarations = () => remote("declarations").declarations();
