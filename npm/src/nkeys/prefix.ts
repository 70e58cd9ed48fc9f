/** The roles of keys, as the byte that their text begins with. */
export enum Prefix {
  Unknown = -1,
  /** `S`: a seed, in front of the prefix of its role. */
  Seed = 144,
  /** `P` */
  Private = 120,
  /** `O` */
  Operator = 112,
  /** `N` */
  Server = 104,
  /** `C` */
  Cluster = 16,
  /** `A` */
  Account = 0,
  /** `U` */
  User = 160,
  /** `X` */
  Curve = 184,
}
