namespace StatusPage.Platform.Problems;

/// <summary>A field holds what it may not. Becomes a 422 naming the field, or an error beside it on the form.</summary>
internal sealed class InvalidInputException : Exception
{
    public InvalidInputException(string field, string message)
        : this([new FieldError(field, message)])
    {
    }

    public InvalidInputException(IReadOnlyList<FieldError> errors)
        : base(string.Join(" ", errors.Select(e => $"{e.Field} {e.Message}")))
    {
        Errors = errors;
    }

    public IReadOnlyList<FieldError> Errors { get; }
}

/// <summary>One field and what would be right, phrased to follow the field's name: "name" + "must be given".</summary>
internal sealed record FieldError(string Field, string Message);
