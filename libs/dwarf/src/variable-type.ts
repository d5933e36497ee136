/** A type as far as its layout in memory goes: typedefs and qualifiers (const, volatile, _Atomic) are followed, not kept. */
export type VariableType = BaseType | EnumType | PointerType | ArrayType | StructureType | UnknownType;

/** A number, a character, a truth value. */
export interface BaseType {
  readonly kind: 'base';
  /** As the compiler calls it, such as `unsigned int`. */
  readonly name: string;
  readonly encoding: BaseEncoding;
  readonly bytes: number;
}

export type BaseEncoding = 'signed' | 'unsigned' | 'float' | 'boolean' | 'character' | 'other';

/** An enumeration. Which values it has is not read. */
export interface EnumType {
  readonly kind: 'enum';
  readonly name?: string;
  readonly bytes: number;
}

/** A pointer, a reference, or a pointer to a member (one to a member function has two words). */
export interface PointerType {
  readonly kind: 'pointer';
  readonly to: 'code' | 'data';
  /** Name of what it points to. It is never expanded, since types point to themselves. */
  readonly target: string;
  /** What it points to is declared `const`, so that it may lie in flash. */
  readonly constant?: true;
  readonly bytes: number;
}

/** An array of one or more dimensions. */
export interface ArrayType {
  readonly kind: 'array';
  readonly element: VariableType;
  /** Elements of each dimension, the slowest first; 0 where there is none or it is not said, as at the end of a structure. */
  readonly counts: readonly number[];
  readonly bytes: number;
}

/** A structure, class or union. */
export interface StructureType {
  readonly kind: 'structure' | 'union';
  /** Its tag; of one without a tag the name of the typedef that is made of it. */
  readonly name?: string;
  readonly bytes: number;
  /** In the order of the source, base classes first. */
  readonly members: readonly Member[];
}

/** A type of which nothing but the size is known, if that. */
export interface UnknownType {
  readonly kind: 'unknown';
  readonly bytes: number;
}

/** A member of a structure, class or union. */
export interface Member {
  /** None: an anonymous structure or union. A base class has the name of its type. */
  readonly name?: string;
  /** Bytes from the start of the structure. Of a bit-field: of the byte in which its first bit lies. */
  readonly offset: number;
  /** Of a bit-field, in bits from the start of the structure. */
  readonly bits?: { readonly offset: number; readonly size: number };
  readonly type: VariableType;
}
