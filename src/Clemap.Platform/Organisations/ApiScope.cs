using System.Collections.Frozen;
using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>What an API client can be given. Each scope stands for one <see cref="Permission"/>; for people, the audit, devices' steps and clients themselves there is none.</summary>
public static class ApiScope
{
    public const string ReadSites = "sites.read";
    public const string ControlLoad = "load.control";
    public const string OperateStations = "stations.operate";
    public const string ReduceLoad = "load.reduce";
    public const string ReadBilling = "billing.read";
    public const string RunBilling = "billing.run";
    public const string ExportSdat = "sdat.export";

    private static readonly FrozenDictionary<string, string> Permissions = new Dictionary<string, string>
    {
        [ReadSites] = Permission.ViewSites,
        [ControlLoad] = Permission.ControlLoad,
        [OperateStations] = Permission.OperateStations,
        [ReduceLoad] = Permission.ReduceLoad,
        [ReadBilling] = Permission.ViewBilling,
        [RunBilling] = Permission.RunBilling,
        [ExportSdat] = Permission.ExportSdat,
    }.ToFrozenDictionary();

    public static IReadOnlyList<string> All { get; } = [ReadSites, ControlLoad, OperateStations, ReduceLoad, ReadBilling, RunBilling, ExportSdat];

    /// <summary><see langword="null"/> for what is no such scope.</summary>
    public static string? PermissionOf(string scope) => Permissions.GetValueOrDefault(scope);

    /// <summary>True for the token of an API client: it names the secret that it came of, which no token of a person or device does.</summary>
    public static bool IsClient(ClaimsPrincipal caller) => caller.HasClaim(static claim => claim.Type == ClemapClaims.ClientSecret);

    /// <summary>Scopes of any access token, whoever holds it.</summary>
    internal static IEnumerable<string> Of(ClaimsPrincipal caller) =>
        // OpenIddict keeps scopes as private claims, a plain JWT as one claim with spaces between.
        caller.FindAll("oi_scp").Select(claim => claim.Value).Concat(caller.FindAll("scope").SelectMany(claim => claim.Value.Split(' ')));
}
