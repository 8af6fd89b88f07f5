namespace StatusPage.Platform.Problems;

/// <summary>Gathers what is wrong with an input, so that it is all said at once.</summary>
internal sealed class Check
{
    private readonly List<FieldError> errors = [];

    public Check Text(string field, string? value, int longest, bool required = false)
    {
        if (required && string.IsNullOrWhiteSpace(value))
        {
            errors.Add(new(field, "must be given."));
        }
        else if (value is not null && value.Length > longest)
        {
            errors.Add(new(field, $"may have {longest} characters at the most; it has {value.Length}."));
        }
        else if (value is not null && value.AsSpan().ContainsAny(ControlCharacters))
        {
            errors.Add(new(field, "may not hold control characters."));
        }

        return this;
    }

    /// <summary>A text of one line: names, subjects, addresses.</summary>
    public Check Line(string field, string? value, int longest, bool required = false) =>
        value is not null && value.AsSpan().ContainsAny('\r', '\n')
            ? That(false, field, "must be one line.")
            : Text(field, value, longest, required);

    public Check That(bool holds, string field, string message)
    {
        if (!holds)
        {
            errors.Add(new(field, message));
        }

        return this;
    }

    /// <exception cref="InvalidInputException">Something was wrong.</exception>
    public void Done()
    {
        if (errors.Count > 0)
        {
            throw new InvalidInputException(errors);
        }
    }

    private static readonly System.Buffers.SearchValues<char> ControlCharacters = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c), '\u007f']);
}
