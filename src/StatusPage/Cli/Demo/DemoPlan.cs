using StatusPage.Recovery;

namespace StatusPage.Cli.Demo;

/// <summary>The recovery plan of the story.</summary>
internal static class DemoPlan
{
    /// <param name="components">The story's services, by name.</param>
    public static PlanDraft Draft(IReadOnlyDictionary<string, string> components) => new(
    [
        new() { Phase = PlanPhase.Activation, Title = "Everybody who is needed is called and has a place", Owner = "operations", ExitCriterion = "each team has answered" },
        new() { Phase = PlanPhase.Activation, Title = "It is decided to move to the second data centre", Owner = "the head of operations", WaitsFor = [1] },
        new() { Phase = PlanPhase.Recovery, Title = "Power and network of the second data centre carry the load", Owner = "network team", WaitsFor = [2], ExitCriterion = "half an hour without an alarm" },
        new() { Phase = PlanPhase.Recovery, Title = "Sign-in runs there", Owner = "account team", WaitsFor = [3], ComponentIds = [components["Login"], components["Taxi"]] },
        new() { Phase = PlanPhase.Recovery, Title = "Messages are sent and read there", Owner = "messenger team", WaitsFor = [4], ComponentIds = [components["Messenger"]] },
        new() { Phase = PlanPhase.Recovery, Title = "Mail is copied, checked and opened", Owner = "mail team", WaitsFor = [4], ComponentIds = [components["Mail"]] },
        new() { Phase = PlanPhase.Reconstitution, Title = "Every stored message is compared with its copy", Owner = "storage team", WaitsFor = [5, 6], ExitCriterion = "no difference is left" },
        new() { Phase = PlanPhase.Reconstitution, Title = "The southern data centre is cleaned, tested and takes its share again", Owner = "operations", WaitsFor = [7] },
    ]);
}
