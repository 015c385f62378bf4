using Clemap.Billing.Invoices;

namespace Clemap.Billing.OwnCharging;

/// <summary>
/// What a resident who signed in sees: their own months, sessions and invoices, and nothing of anybody else. In the organisation and reach in scope. Who signs in with the address that is
/// written down for a resident is that resident.
/// </summary>
public interface IOwnCharging
{
    /// <summary>Each place where the person is billed, with the month so far; empty when nobody has written down their address.</summary>
    Task<IReadOnlyList<OwnHome>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sessions that are over, newest first by their end.</summary>
    Task<OwnSessionPage> SessionsAsync(OwnPage page, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<OwnInvoicePage> InvoicesAsync(OwnPage page, CancellationToken cancellationToken);

    /// <returns>As issued; <see langword="null"/> when it is not one of theirs.</returns>
    Task<StoredDocument?> InvoicePdfAsync(Guid invoiceId, CancellationToken cancellationToken);
}

/// <param name="Before">Continues where a page ended.</param>
/// <param name="Limit">20 unless given, at most 200.</param>
public sealed record OwnPage(Guid? Before = null, int? Limit = null)
{
    public const int MostPerPage = 200;
    internal const int UsualPerPage = 20;
}

/// <param name="Unit">Flat or unit; may be empty.</param>
/// <param name="TimeZone">IANA name, of the site.</param>
/// <param name="Month">The month so far; <see langword="null"/> while nothing can be said of it.</param>
public sealed record OwnHome(Guid ResidentId, string Site, string Unit, string TimeZone, OwnMonth? Month);

/// <summary>As the invoice would be if the month ended now; sessions that go on are not in it, and the base fee is that of the whole month.</summary>
/// <param name="Month">Its first day.</param>
/// <param name="SolarWh">Of the energy, from the building's own roof.</param>
/// <param name="Vat">In <paramref name="Total"/>.</param>
/// <param name="Total">Money.</param>
/// <param name="IsEstimated">Part of the energy is not measured yet, or was estimated.</param>
public sealed record OwnMonth(DateOnly Month, long EnergyWh, long SolarWh, decimal Vat, decimal Total, string Currency, bool IsEstimated);

/// <param name="Next">For <see cref="OwnPage.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record OwnSessionPage(IReadOnlyList<OwnSession> Sessions, Guid? Next);

/// <param name="Station">Its name on the board; <see langword="null"/> when it is not at a site where they are billed.</param>
/// <param name="TimeZone">IANA name, of the site where they are billed.</param>
/// <param name="EnergyWh">By the registers at its beginning and end.</param>
public sealed record OwnSession(Guid Id, string? Station, DateTimeOffset StartedAt, DateTimeOffset EndedAt, string TimeZone, long EnergyWh, string? Card);

/// <param name="Next">For <see cref="OwnPage.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record OwnInvoicePage(IReadOnlyList<OwnInvoice> Invoices, Guid? Next);

/// <param name="Month">That is billed, its first day.</param>
public sealed record OwnInvoice(Guid Id, string Number, DateOnly Month, DateTimeOffset IssuedAt, long EnergyWh, long SolarWh, decimal Total, string Currency);
