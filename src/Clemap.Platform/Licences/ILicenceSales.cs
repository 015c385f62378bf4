using Clemap.Platform.Database;

namespace Clemap.Platform.Licences;

/// <summary>What was sold. For staff at the console: it works with the rights of the migrator, and no endpoint leads here.</summary>
public interface ILicenceSales
{
    /// <summary>Enters a licence. The same order and plan again, as it is, changes nothing.</summary>
    /// <returns>The rule that was broken; <see langword="null"/> when it is entered.</returns>
    Task<LicenceSale> AddAsync(Guid organisationId, NewLicence licence, CancellationToken cancellationToken);

    /// <summary>Uses each licence of the organisation for the site, however many stations it has: for a customer who is set up by staff.</summary>
    Task AssignAsync(Guid organisationId, Guid siteId, CancellationToken cancellationToken);
}

/// <summary>The way in for a program that serves nobody.</summary>
public static class ClemapLicences
{
    public static ILicenceSales Sales(DatabaseConnections connections, TimeProvider? time = null) => new LicenceSales(connections, Plans.Load(), time ?? TimeProvider.System);
}

/// <param name="Plan">Its code.</param>
/// <param name="Stations">Charging stations.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day; <see langword="null"/> when it does not end.</param>
public sealed record NewLicence(string Plan, int Stations, DateOnly From, DateOnly? Until, string OrderReference);

/// <param name="LicenceId">Of the licence, new or known; <see langword="null"/> when it was refused.</param>
/// <param name="IsNew">It was not known.</param>
/// <param name="Problem">One English sentence.</param>
public sealed record LicenceSale(Guid? LicenceId, bool IsNew, string? Problem);
