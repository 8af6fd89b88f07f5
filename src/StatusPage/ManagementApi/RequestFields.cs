using System.Globalization;
using System.Text.Json;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.ManagementApi;

/// <summary>
/// One object of a body. Each getter gives null for what is absent or of the wrong kind, and remembers what was wrong; <see cref="Done"/> then says
/// all of it at once. A form has only texts, so texts that spell a number or a truth are taken as such.
/// </summary>
internal sealed class RequestFields(string path, JsonElement element)
{
    private readonly HashSet<string> known = [];
    private readonly List<RequestFields> items = [];
    private List<FieldError> errors = [];

    /// <summary>Whether the field was sent, be it as null.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>Whether something stands there, right or wrong.</summary>
    public bool HasText(string name) => Filled(name) is not null;

    public string? Text(string name) => Value(name) is not { } value ? null : value.ValueKind == JsonValueKind.String
        ? value.GetString()
        : Wrong<string>(name, "must be a text.");

    public bool? Truth(string name) => Filled(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when bool.TryParse(value.GetString(), out var truth) => truth,
        JsonValueKind.String when value.GetString() is "1" or "0" => value.GetString() == "1",
        _ => WrongValue<bool>(name, "must be true or false."),
    };

    public int? Number(string name) => Filled(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt32(out var number) => number,
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => WrongValue<int>(name, "must be a whole number."),
    };

    /// <summary>One of the words of an enumeration; an empty one is as none.</summary>
    public T? Word<T>(string name) where T : struct, Enum => Filled(name) is not { } value ? null : WordOf<T>(name, value);

    public DateOnly? Day(string name) => Filled(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : WrongValue<DateOnly>(name, "must be a date such as 2026-01-31.");

    /// <summary>An instant in ISO 8601; where it names no offset, in the page's time zone.</summary>
    public DateTimeOffset? Moment(string name, TimeZoneInfo zone) => Filled(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && MomentOf(value.GetString()!, zone) is { } moment
            ? moment
            : WrongValue<DateTimeOffset>(name, "must be a time such as 2026-01-31T09:00:00Z.");

    /// <summary>A list of texts; a form may also number its items (<c>a[0]=x</c>).</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Value(name) is not { } value || value.ValueKind == JsonValueKind.String && value.GetString() == "")
        {
            return null;
        }

        var texts = Items(value);
        return texts is not null && texts.TrueForAll(i => i.ValueKind == JsonValueKind.String)
            ? [.. texts.Select(i => i.GetString()!).Where(t => t.Length > 0).Distinct()]
            : Wrong<IReadOnlyList<string>>(name, "must be a list of texts.");
    }

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int>? Numbers(string name)
    {
        if (Filled(name) is not { } value)
        {
            return null;
        }

        var numbers = Items(value)?.Select(i => int.TryParse(i.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (int?)null).ToList();
        return numbers?.TrueForAll(n => n is not null) == true ? [.. numbers.Select(n => n!.Value)] : Wrong<IReadOnlyList<int>>(name, "must be a list of whole numbers.");
    }

    /// <summary>A list of objects, each with its fields; what is wrong in one is said with its place, from 1.</summary>
    /// <param name="name">The list.</param>
    /// <param name="most">How many there may be.</param>
    public IReadOnlyList<RequestFields>? Objects(string name, int most)
    {
        if (Filled(name) is not { } value)
        {
            return null;
        }

        if (Items(value) is not { } list || !list.TrueForAll(i => i.ValueKind == JsonValueKind.Object))
        {
            return Wrong<IReadOnlyList<RequestFields>>(name, "must be a list of objects.");
        }

        if (list.Count > most)
        {
            return Wrong<IReadOnlyList<RequestFields>>(name, $"may be {most} at the most; there are {list.Count}.");
        }

        var fields = list.Select((item, i) => new RequestFields(string.Create(CultureInfo.InvariantCulture, $"{Path(name)}.{i + 1}"), item) { errors = errors }).ToList();
        items.AddRange(fields);
        return fields;
    }

    /// <summary>Words by name, such as component statuses by component id.</summary>
    public IReadOnlyDictionary<string, T>? Words<T>(string name) where T : struct, Enum
    {
        if (Filled(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return Wrong<IReadOnlyDictionary<string, T>>(name, "must be an object of ids and statuses.");
        }

        var words = new Dictionary<string, T>();
        foreach (var property in value.EnumerateObject())
        {
            if (WordOf<T>($"{name}.{property.Name}", property.Value) is { } word)
            {
                words[property.Name] = word;
            }
        }

        return words;
    }

    /// <summary>Texts by name, such as reasons by component id.</summary>
    public IReadOnlyDictionary<string, string>? TextsByName(string name)
    {
        if (Filled(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            return Wrong<IReadOnlyDictionary<string, string>>(name, "must be an object of ids and texts.");
        }

        var texts = new Dictionary<string, string>();
        foreach (var property in value.EnumerateObject())
        {
            texts[property.Name] = property.Value.GetString()!;
        }

        return texts;
    }

    /// <summary>An object within this one; its own <see cref="Done"/> is to be called.</summary>
    public RequestFields? Object(string name) => Filled(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new(Path(name), value) : Wrong<RequestFields>(name, "must be an object with fields.");

    public bool IsOneOf(string name, IReadOnlyList<string> words) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && words.Contains(value.GetString());

    public bool IsList(string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array;

    public void Refuse(string name, string message) => errors.Add(new(Path(name), message));

    /// <summary>Fields that clients of Statuspage send and that mean nothing here.</summary>
    public RequestFields Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            known.Add(name);
        }

        return this;
    }

    /// <exception cref="InvalidInputException">A field holds what it may not, or is not one of this object's: a misspelt one must not be passed over.</exception>
    public void Done()
    {
        RefuseUnknown();
        items.ForEach(i => i.RefuseUnknown());
        if (errors.Count > 0)
        {
            throw new InvalidInputException(errors);
        }
    }

    private void RefuseUnknown()
    {
        foreach (var property in element.EnumerateObject().Where(p => !known.Contains(p.Name)))
        {
            Refuse(property.Name, $"is not a field here. Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>What stands in a list; a form numbers its items (<c>a[0]=x</c>). Null for what is no list.</summary>
    private static List<JsonElement>? Items(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray()],
        JsonValueKind.Object when value.EnumerateObject().All(p => int.TryParse(p.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _)) =>
            [.. value.EnumerateObject().OrderBy(p => int.Parse(p.Name, CultureInfo.InvariantCulture)).Select(p => p.Value)],
        _ => null,
    };

    private JsonElement? Value(string name)
    {
        known.Add(name);
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private JsonElement? Filled(string name) =>
        Value(name) is { } value && !(value.ValueKind == JsonValueKind.String && value.ValueEquals("")) ? value : null;

    private T? WordOf<T>(string name, JsonElement value) where T : struct, Enum =>
        value.ValueKind == JsonValueKind.String && Wire<T>.TryParse(value.GetString(), out var word)
            ? word
            : WrongValue<T>(name, $"must be one of {Wire<T>.Allowed}.");

    private static DateTimeOffset? MomentOf(string text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces, out var local)
            || text.Length < 10 || text[4] != '-' || local.Year is < 1970 or > 9000)
        {
            return null;
        }

        if (local.Kind != DateTimeKind.Unspecified)
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact) ? exact.ToUniversalTime() : null;
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private T? Wrong<T>(string name, string message) where T : class
    {
        Refuse(name, message);
        return null;
    }

    private T? WrongValue<T>(string name, string message) where T : struct
    {
        Refuse(name, message);
        return null;
    }
}
