/** Lists that come page by page. */

import type { ApiVerb } from "../core/boundary.js";
import type { JetStreamContext } from "./context.js";
import type { ApiPaged, Lister } from "./types/api.js";

/** A page, which may name entries that could not be described: they are counted like those that it has. */
export interface Page extends ApiPaged {
  missing?: string[] | null;
}

/** How the pages of a list are asked for and read. */
export interface Listing<P extends Page, E, T> {
  verb: ApiVerb;
  parts: string[];
  /** What is sent along. */
  filter: { subject?: string };
  /** What a page has. */
  entries: (page: P) => E[] | null | undefined;
  /** What of it is listed. */
  pick: (entries: E[]) => T[];
}

/**
 * A page is asked for where the last one ended. The list is over when a page has nothing, or the whole length has been
 * reached: entries may come and go meanwhile, so that neither alone is a sign. That nothing of a page is listed is no
 * sign.
 */
export class ListerImpl<P extends Page, E, T> implements Lister<T>, AsyncIterable<T> {
  private offset = 0;
  private isOver = false;

  constructor(
    private readonly js: JetStreamContext,
    private readonly listing: Listing<P, E, T>,
  ) {}

  /** The next page that has something. After a failure the same page is asked for again. */
  async next(): Promise<T[]> {
    while (!this.isOver) {
      const listed = await this.page();
      if (listed.length > 0) {
        return listed;
      }
    }
    return [];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, unknown> {
    let page = await this.next();
    while (page.length > 0) {
      yield* page;
      page = await this.next();
    }
  }

  private async page(): Promise<T[]> {
    const { verb, parts, filter, entries, pick } = this.listing;
    const page = await this.js.request<P>(verb, parts, { offset: this.offset, ...filter });
    const had = entries(page) ?? [];
    const count = had.length + (page.missing?.length ?? 0);
    this.offset += count;
    this.isOver = count === 0 || this.offset >= page.total;
    return pick(had);
  }
}
