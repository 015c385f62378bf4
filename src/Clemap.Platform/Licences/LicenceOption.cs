namespace Clemap.Platform.Licences;

/// <summary>
/// What can be bought beside <em>Floem FREE</em>. The words stand in <c>plans.json</c>, in the database and in answers. None of them is anything that operation needs: whatever
/// measures, shares current, holds a limit or speaks with a device asks for no licence.
/// </summary>
public static class LicenceOption
{
    /// <summary>Starting billing runs. What was issued stays readable without it.</summary>
    public const string Billing = "billing";

    /// <summary>Fetching SDAT documents.</summary>
    public const string Sdat = "sdat";

    /// <summary>Programs of the customer's own that call the API.</summary>
    public const string ApiClients = "api-clients";

    /// <summary>Holding a quarter hour's mean import below a cap.</summary>
    public const string PeakCap = "peak-cap";

    /// <summary>Discharging cars.</summary>
    public const string V2g = "v2g";

    /// <summary>Several buildings behind one fuse.</summary>
    public const string Cascade = "cascade";

    public static IReadOnlyList<string> All { get; } = [Billing, Sdat, ApiClients, PeakCap, V2g, Cascade];
}
