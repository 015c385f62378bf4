namespace Clemap.Platform.Organisations;

/// <summary>The people of the organisation in scope.</summary>
public interface IMembers
{
    /// <summary>By name; a person with several roles is listed once.</summary>
    Task<IReadOnlyList<MemberView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes these the roles of the person; none removes the person. It acts in open pages within a minute.</summary>
    /// <remarks>Only an owner makes or unmakes an owner, and the last one stays.</remarks>
    Task<MemberChange> SetRolesAsync(Guid personId, IReadOnlyCollection<string> roles, CancellationToken cancellationToken);
}

/// <param name="Roles">Of <see cref="Role"/>.</param>
/// <param name="Since">First role.</param>
public sealed record MemberView(Guid PersonId, string Name, string Email, IReadOnlyList<string> Roles, DateTimeOffset Since);

public enum MemberChange
{
    Done,

    /// <summary>Nobody with this id is in the organisation.</summary>
    NotFound,

    /// <summary>One of the roles does not exist.</summary>
    UnknownRole,

    /// <summary>The organisation would be without an owner.</summary>
    LastOwner,

    /// <summary>Who acts is not an owner, and the change gives or takes that role.</summary>
    OwnersOnly,
}
