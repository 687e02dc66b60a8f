export interface LivePageContent {
  /** The whole page, as a browser opens it. */
  readonly page: () => string;
  /** The message that brings a listener up to date. */
  readonly first: () => string;
}

/** A page that is served while something goes on. */
export interface LivePageServer {
  readonly url: string;
  /** Sends a message to all who listen. */
  readonly send: (message: string) => void;
  /** Ends once the last message has been handed over. */
  readonly close: () => Promise<void>;
}
