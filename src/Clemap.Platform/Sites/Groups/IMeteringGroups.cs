using Clemap.Platform.Http;

namespace Clemap.Platform.Sites.Groups;

/// <summary>Meters and stations of a site under one name, for example a stairway or all that is common: what is looked at and accounted together.</summary>
public interface IMeteringGroups
{
    const int LongestName = 100;

    /// <summary>Of one group.</summary>
    const int MostSources = 500;

    /// <summary>Of one site.</summary>
    const int MostGroups = 100;

    /// <summary>By name; <see langword="null"/> when there is no such site.</summary>
    Task<IReadOnlyList<MeteringGroup>?> ListAsync(Guid siteId, CancellationToken cancellationToken);

    /// <summary>Makes the group, or makes it so. Doing it again changes nothing.</summary>
    /// <param name="groupId">Chosen by the caller for a new one.</param>
    /// <returns>Neither when there is no such site; the rules that were broken, each field at most once; or the group.</returns>
    Task<(MeteringGroup? Group, IReadOnlyList<BrokenRule> Broken)> SaveAsync(Guid siteId, Guid groupId, MeteringGroupFields fields, CancellationToken cancellationToken);

    /// <returns>False when there is no such group.</returns>
    Task<bool> DeleteAsync(Guid siteId, Guid groupId, CancellationToken cancellationToken);
}

/// <param name="SourceIds">Meters and stations of the site's model. One may be in several groups.</param>
public sealed record MeteringGroupFields(string? Name = null, IReadOnlyList<Guid>? SourceIds = null);

/// <param name="Sources">By name.</param>
public sealed record MeteringGroup(Guid Id, string Name, IReadOnlyList<MeteringSource> Sources);

/// <param name="Name"><see langword="null"/> when the site's device does not report it any more.</param>
public sealed record MeteringSource(Guid Id, string? Name);
