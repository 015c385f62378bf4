using Clemap.Billing.Setup;
using Clemap.Platform.Http;

namespace Clemap.Billing.Residents;

/// <summary>Who uses the charging stations of a site and is billed, with their cards and parking spaces. In the organisation in scope.</summary>
public interface IResidents
{
    /// <returns><see langword="null"/> when the organisation and reach in scope have no such site.</returns>
    Task<ResidentPage?> ListAsync(Guid siteId, ResidentQuery query, CancellationToken cancellationToken);

    Task<ResidentView?> FindAsync(Guid residentId, CancellationToken cancellationToken);

    /// <summary>Writes all of a resident, or makes one, under an id that the caller chose. The same again changes nothing.</summary>
    Task<ResidentSaved> SaveAsync(Guid siteId, Guid residentId, ResidentFields fields, CancellationToken cancellationToken);

    /// <summary>Takes away who was entered by mistake. Who was billed stays, and what is stored of them is erased by <see cref="IResidentData"/>.</summary>
    Task<ResidentRemoval> RemoveAsync(Guid siteId, Guid residentId, CancellationToken cancellationToken);
}

/// <param name="Text">Each of its words stands in the name or in the unit.</param>
/// <param name="Page">From 1 on.</param>
/// <param name="Limit">50 unless given, at most 200.</param>
public sealed record ResidentQuery(string? Text = null, int? Page = null, int? Limit = null)
{
    public const int MostPerPage = 200;
    internal const int UsualPerPage = 50;
}

/// <param name="Pages">At least 1.</param>
/// <param name="Fit">How many fit in all.</param>
public sealed record ResidentPage(IReadOnlyList<ResidentView> Residents, int Page, int Pages, int Fit);

/// <param name="Version">Changes with every change; goes into <see cref="ResidentFields.ExpectedVersion"/>.</param>
/// <param name="Email">In lower case; <see langword="null"/> when none is known.</param>
/// <param name="HasSignedIn">Somebody signed in with the address, and sees what is this resident's.</param>
public sealed record ResidentView(
    Guid Id, Guid SiteId, string Version, string Name, string Unit, PostalAddress Address, string Language, IReadOnlyList<HeldCard> Cards, IReadOnlyList<HeldSpace> ParkingSpaces,
    string? Email = null, bool HasSignedIn = false);

/// <param name="Number">Upper-case letters and digits, as stations read it.</param>
/// <param name="From">First day, in the time of the site.</param>
/// <param name="To">Last day; <see langword="null"/> while it lasts.</param>
public sealed record HeldCard(string? Number, DateOnly? From, DateOnly? To = null);

/// <param name="StationId">The station at the parking space.</param>
/// <param name="From">First day, in the time of the site.</param>
/// <param name="To">Last day; <see langword="null"/> while it lasts.</param>
public sealed record HeldSpace(Guid? StationId, DateOnly? From, DateOnly? To = null);

/// <summary>All of a resident, as somebody wants it.</summary>
/// <param name="ExpectedVersion">What was looked at; <see langword="null"/> for somebody new.</param>
/// <param name="Language"><c>de</c>, <c>fr</c>, <c>it</c> or <c>en</c>: language of their documents.</param>
/// <param name="Email">Whoever signs in with it sees the sessions and invoices of this resident. Another address begins anew.</param>
public sealed record ResidentFields(
    string? ExpectedVersion = null, string? Name = null, string? Unit = null, PostalAddress? Address = null, string? Language = null, IReadOnlyList<HeldCard>? Cards = null,
    IReadOnlyList<HeldSpace>? ParkingSpaces = null, string? Email = null);

/// <param name="Resident">As stored; with <paramref name="IsConflict"/> as somebody else stored it meanwhile. <see langword="null"/> with neither broken rules nor a conflict: there is no such site.</param>
public sealed record ResidentSaved(ResidentView? Resident, IReadOnlyList<BrokenRule> Broken, bool IsConflict = false);

public enum ResidentRemoval
{
    Done,
    NotFound,

    /// <summary>A month in which they held a card or a parking space is billed.</summary>
    IsBilled,
}
