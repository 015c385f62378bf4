using Clemap.Platform.Http;

namespace Clemap.Platform.Organisations;

/// <summary>The organisation in scope and those right below it. Whoever has a role in an organisation, other than that of a resident or one at a site, has it in all below it.</summary>
public interface IOrganisations
{
    const int LongestName = 200;

    /// <summary>Right below one organisation.</summary>
    const int MostBelow = 500;

    /// <summary>The topmost counted.</summary>
    const int MostLevels = 3;

    /// <summary>Those right below, by name.</summary>
    Task<IReadOnlyList<SubOrganisation>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes one below. A name is there once, so that asking again makes no second.</summary>
    /// <returns>It, or the rule that was broken.</returns>
    Task<(SubOrganisation? Made, BrokenRule? Broken)> CreateAsync(string name, CancellationToken cancellationToken);

    /// <summary>Changes what the organisation in scope is called. Issued invoices keep the name that they bear.</summary>
    /// <returns>The rule that was broken, or <see langword="null"/>.</returns>
    Task<BrokenRule?> RenameAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lets one right below stand by itself: nobody from above acts in it any more, within a minute; API clients that they made and invitations that they sent end.</summary>
    Task<OrganisationRelease> ReleaseAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Who acts in the organisation in scope by a role in one above it, by name.</summary>
    Task<IReadOnlyList<MemberFromAbove>> PeopleFromAboveAsync(CancellationToken cancellationToken);
}

/// <param name="Sites">How many it has.</param>
/// <param name="Owners">How many people are owners in it themselves, not from above.</param>
public sealed record SubOrganisation(Guid Id, string Name, DateTimeOffset CreatedAt, long Sites, long Owners);

/// <param name="OrganisationName">Where the roles are.</param>
public sealed record MemberFromAbove(Guid PersonId, string Name, string OrganisationName, IReadOnlyList<string> Roles);

public enum OrganisationRelease
{
    Done,

    /// <summary>There is none with this id right below.</summary>
    NotFound,

    /// <summary>Nobody would own it.</summary>
    NoOwner,
}
