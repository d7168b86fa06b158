import { INTEGER_PATTERN } from './number'
import { OBJECTS, PROFILE_FORMAT, PROFILE_VERSION, SPECIAL_DOUBLES, type ObjectName, type ObjectSpec, type Shape } from './spec'

type Schema = Record<string, unknown>

/**
 * The JSON Schema (draft 2020-12) of the process profile, from the same description as the validator. It accepts every document that
 * the reader accepts. What it cannot say: the limits on depth and on the number of nodes.
 */
export function makeProfileSchema(): Schema {
  const { document, ...others } = OBJECTS
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${PROFILE_FORMAT}.v${PROFILE_VERSION}.json`,
    title: `${PROFILE_FORMAT}, version ${PROFILE_VERSION}`,
    ...objectSchema(document),
    $defs: {
      integer: {
        description:
          'An int64: a JSON number up to 2^53, or its decimal digits as a string. Either form may be used for any value.',
        anyOf: [
          { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
          { type: 'string', pattern: INTEGER_PATTERN },
        ],
      },
      double: {
        description: 'A JSON number, or the name of a double that a JSON number cannot say.',
        anyOf: [{ type: 'number' }, { enum: [...SPECIAL_DOUBLES.keys()] }],
      },
      figure: {
        description: 'Absent = not reported, null = none, 0 = zero.',
        anyOf: [{ type: 'null' }, ref('integer'), ref('roundedFigure')],
      },
      ...Object.fromEntries(Object.entries<ObjectSpec>(others).map(([name, object]) => [name, objectSchema(object)])),
    },
  }
}

function objectSchema({ about, fields, anyOf }: ObjectSpec): Schema {
  const entries = Object.entries(fields)
  const required = entries.filter(([, field]) => field.required).map(([name]) => name)
  const amounts = entries.filter(([, field]) => field.shape.is === 'amount').map(([name]) => name)
  const amountsAs = (name: 'integer' | 'double'): Schema => Object.fromEntries(amounts.map((amount) => [amount, ref(name)]))
  return {
    description: about,
    type: 'object',
    ...(required.length > 0 && { required }),
    ...(anyOf && { anyOf: anyOf.map((name) => ({ required: [name], properties: { [name]: true } })) }),
    properties: Object.fromEntries(
      entries.map(([name, field]) => [
        name,
        { ...(field.about !== undefined && { description: field.about }), ...shapeSchema(field.shape) },
      ]),
    ),
    ...(amounts.length > 0 && {
      oneOf: [
        { properties: { unit: { const: 'DOUBLE_VALUE' }, ...amountsAs('double') } },
        { properties: { unit: { not: { const: 'DOUBLE_VALUE' } }, ...amountsAs('integer') } },
      ],
    }),
  }
}

function shapeSchema(shape: Shape): Schema {
  switch (shape.is) {
    case 'text':
      return { type: 'string', ...(shape.longest < Number.MAX_SAFE_INTEGER && { maxLength: shape.longest }) }
    case 'integer':
    case 'double':
    case 'figure':
      return ref(shape.is)
    case 'amount':
      return { type: ['number', 'string'] }
    case 'number':
      return {
        type: shape.whole ? 'integer' : 'number',
        minimum: shape.least,
        ...(shape.most < Number.MAX_VALUE && { maximum: shape.most }),
      }
    case 'boolean':
      return { type: 'boolean' }
    case 'choice':
      return shape.of.length === 1 ? { const: shape.of[0] } : { enum: shape.of }
    case 'list':
      return { type: 'array', items: shapeSchema(shape.of) }
    case 'pair':
      return { type: 'array', prefixItems: shape.of.map(shapeSchema), items: false, minItems: 2 }
    case 'dictionary':
      return { type: 'object', additionalProperties: shapeSchema(shape.of) }
    case 'object':
      return ref(shape.object)
  }
}

function ref(name: ObjectName | 'integer' | 'double' | 'figure'): Schema {
  return { $ref: `#/$defs/${name}` }
}
