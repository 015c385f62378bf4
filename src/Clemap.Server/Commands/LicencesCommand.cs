using System.Globalization;
using Clemap.Platform.Database;
using Clemap.Platform.Licences;

namespace Clemap.Server.Commands;

/// <summary>Licences as they were sold.</summary>
internal static class LicencesCommand
{
    private const string Endless = "-";

    /// <returns>0 entered or known already, 1 refused with the rule.</returns>
    public static async Task<int> AddAsync(
        DatabaseConnections connections, string organisation, string plan, string stations, string from, string until, string order, TextWriter output, TextWriter errors,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(organisation, out var organisationId))
            return await RefuseAsync(errors, $"ORGANISATION must be an id, but is '{organisation}'.");
        if (!int.TryParse(stations, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return await RefuseAsync(errors, $"STATIONS must be a whole number, but is '{stations}'.");
        if (Day(from) is not { } first)
            return await RefuseAsync(errors, $"FROM must be a day as 2026-11-29, but is '{from}'.");
        if (Day(until) is var last && last is null && until != Endless)
            return await RefuseAsync(errors, $"UNTIL must be a day as 2026-11-29, or - for none, but is '{until}'.");

        var sale = await ClemapLicences.Sales(connections).AddAsync(organisationId, new(plan, count, first, last, order), cancellationToken);
        if (sale.Problem is { } problem)
            return await RefuseAsync(errors, problem);
        await output.WriteLineAsync($"Licence {sale.LicenceId}{(sale.IsNew ? "" : ", known already")}.");
        return 0;
    }

    private static async Task<int> RefuseAsync(TextWriter errors, string sentence)
    {
        await errors.WriteLineAsync(sentence);
        return 1;
    }

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
