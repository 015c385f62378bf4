using Clemap.Platform.Http;
using Clemap.Platform.Sites.Groups;

namespace Clemap.Portal.Tests;

internal sealed class GroupsWorld : IMeteringGroups
{
    public List<MeteringGroup> Groups { get; } = [];

    public IReadOnlyList<BrokenRule> Broken { get; set; } = [];

    public Task<IReadOnlyList<MeteringGroup>?> ListAsync(Guid siteId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<MeteringGroup>?>([.. Groups]);

    public Task<(MeteringGroup? Group, IReadOnlyList<BrokenRule> Broken)> SaveAsync(Guid siteId, Guid groupId, MeteringGroupFields fields, CancellationToken cancellationToken)
    {
        if (Broken.Count > 0)
            return Task.FromResult<(MeteringGroup?, IReadOnlyList<BrokenRule>)>((null, Broken));
        Groups.RemoveAll(known => known.Id == groupId);
        Groups.Add(new(groupId, fields.Name!, [.. fields.SourceIds!.Select(id => new MeteringSource(id, "A meter"))]));
        return Task.FromResult<(MeteringGroup?, IReadOnlyList<BrokenRule>)>((Groups[^1], []));
    }

    public Task<bool> DeleteAsync(Guid siteId, Guid groupId, CancellationToken cancellationToken) => Task.FromResult(Groups.RemoveAll(known => known.Id == groupId) > 0);
}
