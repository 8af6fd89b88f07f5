namespace StatusPage.Recovery;

/// <summary>All there is of an incident's plan.</summary>
/// <param name="IncidentId">Whose.</param>
/// <param name="Draft">What is being written; seen by operators alone.</param>
/// <param name="Versions">What was published, oldest first.</param>
internal sealed record PlanBook(string IncidentId, RecoveryPlan? Draft, IReadOnlyList<RecoveryPlan> Versions)
{
    /// <summary>What the public reads now.</summary>
    public RecoveryPlan? Published => Versions.Count > 0 ? Versions[^1] : null;

    /// <summary>Changes whenever somebody saves or publishes: who saves on another one than they read would undo somebody's work.</summary>
    public string Edition => $"{Published?.Id ?? "none"}-{Draft?.Id ?? "none"}";

    /// <summary>Every step there is or was.</summary>
    public IReadOnlySet<string> StepIds => Versions.Append(Draft).OfType<RecoveryPlan>().SelectMany(p => p.Steps).Select(s => s.Id).ToHashSet();
}
