import { GraphQLError, lambda } from "./postgraphile.ts";

export interface PageSizes {
  /** What a collection answers when neither `first` nor `last` is given. */
  defaultPageSize: number;
  /** A larger page is refused with PAGE_TOO_LARGE. */
  maxPageSize: number;
}

const mostSkipped = 10_000;
type Given = number | null | undefined;

/** Every collection is read in pages: of a default size, and never larger than allowed. */
export function pageSizePlugin({ defaultPageSize, maxPageSize }: PageSizes): GraphileConfig.Plugin {
  const notes: Record<string, string> = {
    first: ` ${defaultPageSize} unless given, at most ${maxPageSize}.`,
    last: ` At most ${maxPageSize}.`,
    offset: ` At most ${mostSkipped}.`,
  };
  const pageSize = (argument: string, size: Given): Given => {
    if (size == null || size <= maxPageSize) return size;
    throw refusal("PAGE_TOO_LARGE", `\`${argument}\` may be at most ${maxPageSize}, got ${size}.`);
  };
  // `last` alone must not be joined by a default `first`.
  const first = ([size, last]: readonly [Given, Given]): Given =>
    pageSize("first", size ?? (last == null ? defaultPageSize : null));
  const offset = (rows: Given): Given => {
    if (rows == null || rows <= mostSkipped) return rows;
    throw refusal("PAGE_TOO_LARGE", `\`offset\` may be at most ${mostSkipped}, got ${rows}.`);
  };

  return {
    name: "ProvostPageSizePlugin",
    schema: {
      hooks: {
        // Whether a default applies depends on two arguments, so the field looks at them itself.
        GraphQLObjectType_fields_field_args_arg(arg, _build, { scope }) {
          const note = scope.isPgFieldConnection && notes[scope.argName];
          if (!note) return arg;
          const { applyPlan: _applied, ...rest } = arg;
          return { ...rest, description: `${arg.description ?? ""}${note}` };
        },
        GraphQLObjectType_fields_field(field, _build, { scope }) {
          const { plan } = field;
          if (!scope.isPgFieldConnection || !plan) return field;
          return {
            ...field,
            plan(...planArguments: Parameters<typeof plan>) {
              const $connection = plan(...planArguments);
              const [, args, info] = planArguments;
              const $first = args.getRaw("first");
              // What has no order of its own is read from the front only.
              if (info.field.args.some(({ name }) => name === "last")) {
                const $last = args.getRaw("last");
                $connection.setFirst(lambda([$first, $last], first));
                $connection.setLast(lambda($last, (size: Given) => pageSize("last", size)));
              } else {
                $connection.setFirst(lambda($first, (size: Given) => first([size, null])));
              }
              $connection.setOffset(lambda(args.getRaw("offset"), offset));
              return $connection;
            },
          };
        },
      },
    },
  };
}

function refusal(code: string, message: string): GraphQLError {
  const hint = "Read page by page: pass `pageInfo.endCursor` of one page as `after` of the next.";
  return new GraphQLError(message, { extensions: { code, hint } });
}
