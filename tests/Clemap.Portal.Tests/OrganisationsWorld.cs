using Clemap.Platform.Http;
using Clemap.Platform.Organisations;

namespace Clemap.Portal.Tests;

internal sealed class OrganisationsWorld : IOrganisations
{
    public List<SubOrganisation> Below { get; } = [];

    public List<MemberFromAbove> Above { get; } = [];

    public string? Renamed { get; private set; }

    public BrokenRule? Broken { get; set; }

    public Task<IReadOnlyList<SubOrganisation>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SubOrganisation>>([.. Below]);

    public Task<(SubOrganisation? Made, BrokenRule? Broken)> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult<(SubOrganisation?, BrokenRule?)>((null, Broken));
        Below.Add(new(World.Id(0xd0 + Below.Count), name, World.Now, 0, 0));
        return Task.FromResult<(SubOrganisation?, BrokenRule?)>((Below[^1], null));
    }

    public Task<BrokenRule?> RenameAsync(string name, CancellationToken cancellationToken)
    {
        Renamed = name;
        return Task.FromResult(Broken);
    }

    public Task<OrganisationRelease> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        if (Below.Find(known => known.Id == id) is { Owners: 0 })
            return Task.FromResult(OrganisationRelease.NoOwner);
        return Task.FromResult(Below.RemoveAll(known => known.Id == id) > 0 ? OrganisationRelease.Done : OrganisationRelease.NotFound);
    }

    public Task<IReadOnlyList<MemberFromAbove>> PeopleFromAboveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<MemberFromAbove>>([.. Above]);
}
