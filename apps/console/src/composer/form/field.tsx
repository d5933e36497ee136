import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { SCHEMAS } from 'virtual:request-schemas';

import { durationOf, durationText } from './duration.js';
import { useForm } from './form-context.js';
import { valueAt, type Path } from './form.js';
import { labelOf, resolved, schemaAt, unitOf, type Schema } from './schema.js';

const ROOT = 'CampaignRequest';

interface FieldProps {
  readonly path: Path;
  /** Instead of what its name says. */
  readonly label?: string;
}

/** A field of the request, drawn by what the server's document says of it: its kind, unit, default, range and meaning. */
export function Field({ path, label }: FieldProps): ReactNode {
  const schema = schemaAt(SCHEMAS, ROOT, path);
  const name = label ?? labelOf(String(path.at(-1)));
  if (schema.properties) return <Fields path={path} schema={schema} legend={name} />;
  if (schema.type === 'array') return <List path={path} schema={schema} label={name} />;
  return <Value path={path} schema={schema} label={name} />;
}

/** All fields of an object. */
export function Fields({
  path,
  schema,
  legend,
}: {
  readonly path: Path;
  readonly schema: Schema;
  readonly legend?: string;
}): ReactNode {
  const fields = Object.keys(schema.properties ?? {}).map((name) => <Field key={name} path={[...path, name]} />);
  if (legend === undefined) return <Stack gap="sm">{fields}</Stack>;
  return (
    <Fieldset legend={legend} p="sm">
      <Stack gap="sm">{fields}</Stack>
    </Fieldset>
  );
}

/** The fields of a block of the request, without a frame. */
export const BlockFields = ({ path }: { readonly path: Path }): ReactNode => {
  const schema = schemaAt(SCHEMAS, ROOT, path);
  return schema.properties ? <Fields path={path} schema={schema} /> : <Field path={path} />;
};

/** What the document says of a block. */
export const blockAbout = (name: string): string | undefined => schemaAt(SCHEMAS, ROOT, [name]).description;

interface SchemaProps extends Required<FieldProps> {
  readonly schema: Schema;
}

function List({ path, schema, label }: SchemaProps): ReactNode {
  const { form, set, remove, problems } = useForm();
  const item = resolved(SCHEMAS, schema.items ?? {});
  const values = (valueAt(form, path) ?? []) as unknown[];
  const error = problems.get(path.join('.'));
  if (item.enum)
    return (
      <Checkbox.Group
        label={label}
        description={schema.description}
        error={error}
        value={values as string[]}
        onChange={(next) => set(path, next)}
      >
        <Group gap="sm" mt={6}>
          {item.enum.map((value) => (
            <Checkbox key={value} value={value} label={value.replaceAll('_', ' ')} />
          ))}
        </Group>
      </Checkbox.Group>
    );
  if (!item.properties)
    return (
      <TagsInput
        label={label}
        description={schema.description}
        error={error}
        placeholder={values.length === 0 ? exampleOf(schema) : undefined}
        maxTags={schema.maxItems ?? Infinity}
        value={values as string[]}
        onChange={(next) => set(path, next)}
      />
    );
  return (
    <Stack gap="xs">
      {values.map((_value, index) => (
        <Fieldset key={index} legend={`${label} ${index + 1}`} p="sm">
          <Fields path={[...path, index]} schema={item} />
          <Button mt="sm" size="compact-sm" variant="default" onClick={() => remove(path, index)}>
            Remove
          </Button>
        </Fieldset>
      ))}
      {error !== undefined && (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      <Button
        variant="default"
        size="xs"
        style={{ alignSelf: 'start' }}
        disabled={values.length >= (schema.maxItems ?? Infinity)}
        onClick={() => set([...path, values.length], {})}
      >
        Add {label.toLowerCase()}
      </Button>
    </Stack>
  );
}

function Value({ path, schema, label }: SchemaProps): ReactNode {
  const { form, set, problems } = useForm();
  const unit = unitOf(String(path.at(-1)));
  const shared = { label, description: aboutOf(schema, unit), error: problems.get(path.join('.')) };
  const own = { schema, value: valueAt(form, path), onChange: (next: unknown) => set(path, next) };
  if (schema.type === 'boolean')
    return (
      <Checkbox
        {...shared}
        checked={own.value === true}
        onChange={({ currentTarget }) => set(path, currentTarget.checked || undefined)}
      />
    );
  if (schema.enum) return <Choice {...shared} {...own} />;
  if (unit === 'duration') return <DurationField {...shared} {...own} />;
  if (schema.type === 'integer' || schema.type === 'number') return <Figure {...shared} {...own} unit={unit} />;
  return (
    <TextInput
      {...shared}
      maxLength={schema.maxLength}
      placeholder={schema.format === 'date-time' ? '2026-12-01T02:00:00+01:00' : exampleOf(schema)}
      classNames={{ input: path.at(-1) === 'filter' ? 'mono' : '' }}
      value={(own.value as string | undefined) ?? ''}
      onChange={({ currentTarget }) => set(path, currentTarget.value || undefined)}
    />
  );
}

interface InputProps {
  readonly label: string;
  readonly description: string | undefined;
  readonly error: string | undefined;
  readonly schema: Schema;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One of several words. */
const Choice = ({ schema, value, onChange, ...shared }: InputProps): ReactNode => (
  <Select
    {...shared}
    data={(schema.enum ?? []).map((one) => ({ value: one, label: one.replaceAll('_', ' ') }))}
    placeholder={schema.default === undefined ? 'not said' : String(schema.default)}
    clearable
    value={(value as string | undefined) ?? null}
    onChange={(next) => onChange(next ?? undefined)}
  />
);

/** A number with its unit. */
const Figure = ({ schema, value, onChange, unit, ...shared }: InputProps & { readonly unit: string }): ReactNode => (
  <NumberInput
    {...shared}
    suffix={unit === '' ? '' : ` ${unit}`}
    thousandSeparator=","
    allowDecimal={schema.type === 'number'}
    placeholder={schema.default === undefined ? exampleOf(schema) : String(schema.default)}
    value={(value as number | undefined) ?? ''}
    onChange={(next) => onChange(next === '' ? undefined : Number(next))}
  />
);

/** A duration, written as people do; the request has milliseconds. */
function DurationField({ value, schema, onChange, error, ...shared }: InputProps): ReactNode {
  const [text, setText] = useState(typeof value === 'number' ? durationText(value) : '');
  const isUnreadable = text.trim() !== '' && durationOf(text) === undefined;
  const shown = [schema.default, schema.example].find((one): one is number => typeof one === 'number');
  return (
    <TextInput
      {...shared}
      error={isUnreadable ? 'A duration such as 1 h 30 min' : error}
      placeholder={shown === undefined ? '30 min' : durationText(shown)}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        onChange(durationOf(currentTarget.value));
      }}
    />
  );
}

const exampleOf = ({ example }: Schema): string | undefined =>
  example === undefined ? undefined : Array.isArray(example) ? example.join(', ') : String(example);

/** What a value means, its default and its range. */
function aboutOf(schema: Schema, unit: string): string | undefined {
  const { description, default: standard } = schema;
  const said = standard === undefined ? undefined : `default ${textOf(standard, unit)}`;
  return [description, said, rangeOf(schema, unit)].filter((part) => part !== undefined).join(' · ') || undefined;
}

const textOf = (value: unknown, unit: string): string => {
  if (typeof value !== 'number') return String(value);
  return unit === 'duration' ? durationText(value) : value.toLocaleString('en');
};

/** Which numbers are allowed; nothing where every one is. */
function rangeOf({ minimum, exclusiveMinimum, maximum, type }: Schema, unit: string): string | undefined {
  const least = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  if ((type !== 'integer' && type !== 'number') || least === undefined || maximum === undefined) return undefined;
  if (maximum >= Number.MAX_SAFE_INTEGER) return undefined;
  return `${textOf(least, unit)} to ${textOf(maximum, unit)}${unit === 'duration' || unit === '' ? '' : ` ${unit}`}`;
}
