using System.Text;

namespace StatusPage.Subscriptions;

/// <summary>One line of comma-separated values (RFC 4180, without fields that span lines: no address holds a line end).</summary>
internal static class CsvLine
{
    /// <summary>The fields without surrounding space, or false when a quote is not closed.</summary>
    public static bool TrySplit(string line, List<string> fields)
    {
        fields.Clear();
        if (!line.Contains('"', StringComparison.Ordinal))
        {
            fields.AddRange(line.Split(',', StringSplitOptions.TrimEntries));
            return true;
        }

        var position = 0;
        while (true)
        {
            while (position < line.Length && char.IsWhiteSpace(line[position]))
            {
                position++;
            }

            if (position < line.Length && line[position] == '"')
            {
                if (!TryQuoted(line, ref position, out var field))
                {
                    return false;
                }

                fields.Add(field);
            }
            else
            {
                var end = line.IndexOf(',', position);
                end = end < 0 ? line.Length : end;
                fields.Add(line[position..end].Trim());
                position = end;
            }

            if (position >= line.Length)
            {
                return true;
            }

            position++;
        }
    }

    /// <summary>Reads from the opening quote to the comma behind the closing one, or to the end.</summary>
    private static bool TryQuoted(string line, ref int position, out string field)
    {
        var text = new StringBuilder();
        for (position++; position < line.Length; position++)
        {
            if (line[position] != '"')
            {
                text.Append(line[position]);
            }
            else if (position + 1 < line.Length && line[position + 1] == '"')
            {
                text.Append('"');
                position++;
            }
            else
            {
                var comma = line.IndexOf(',', position);
                var end = comma < 0 ? line.Length : comma;
                field = text.ToString().Trim();
                var rest = line.AsSpan(position + 1, end - position - 1);
                position = end;
                return rest.IsWhiteSpace();
            }
        }

        field = "";
        return false;
    }
}
