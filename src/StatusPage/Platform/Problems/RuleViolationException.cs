namespace StatusPage.Platform.Problems;

/// <summary>What was asked breaks a rule of the house in its present state. Says what is allowed. Becomes a 409, or an error on the form.</summary>
internal sealed class RuleViolationException(string message) : Exception(message);
