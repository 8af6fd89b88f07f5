using StatusPage.Components;

namespace StatusPage.Publishing.Pages;

/// <summary>What stands in one card: a group with its members, or neighbours without a group.</summary>
internal sealed record ServiceBlock(string Id, string? Title, string? Description, IReadOnlyList<Component> Components)
{
    public static IReadOnlyList<ServiceBlock> Of(Catalogue catalogue)
    {
        var blocks = new List<ServiceBlock>();
        foreach (var (group, component) in catalogue.TopLevel())
        {
            var shown = (group is null ? [component!] : catalogue.In(group)).Where(IsShown).ToList();
            if (shown.Count == 0)
            {
                continue;
            }

            if (group is not null)
            {
                blocks.Add(new($"g-{group.Id}", group.Name, group.Fields.Description, shown));
            }
            else if (blocks is [.., { Title: null } run])
            {
                blocks[^1] = run with { Components = [.. run.Components, .. shown] };
            }
            else
            {
                blocks.Add(new($"c-{component!.Id}", null, null, shown));
            }
        }

        return blocks;
    }

    private static bool IsShown(Component component) =>
        !component.Fields.OnlyShowIfDegraded || component.Status != ComponentStatus.Operational;
}
