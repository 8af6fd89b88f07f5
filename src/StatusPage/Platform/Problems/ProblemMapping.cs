namespace StatusPage.Platform.Problems;

/// <summary>What each of our exceptions says to a client: the one place where rules become status codes.</summary>
internal static class ProblemMapping
{
    /// <summary>The answer to an exception that is the caller's or the database's doing; null for our own defects.</summary>
    public static Problem? From(Exception e) => e switch
    {
        InvalidInputException invalid => new(StatusCodes.Status422UnprocessableEntity, invalid.Message, invalid.Errors),
        NotFoundException missing => new(StatusCodes.Status404NotFound, missing.Message, []),
        RuleViolationException rule => new(StatusCodes.Status409Conflict, rule.Message, []),
        DatabaseUnavailableException away => new(StatusCodes.Status503ServiceUnavailable, away.Message, []),
        BadHttpRequestException bad => new(bad.StatusCode, bad.Message, []),
        _ => null,
    };
}

internal sealed record Problem(int Status, string Message, IReadOnlyList<FieldError> Errors);
