using System.Net;

namespace Clemap.Edge.Configuration;

/// <summary>The interface for a building management system; absent, it is closed.</summary>
internal sealed record BuildingConfiguration
{
    public const int UsualKeepAliveS = 120;

    /// <summary>Of the network card that is served; <c>0.0.0.0</c> for all.</summary>
    public string Address { get; set; } = "0.0.0.0";

    /// <summary>Absent: no Modbus. The usual one is 5020.</summary>
    public int? ModbusPort { get; init; }

    /// <summary>Modbus clients by their IP address; absent or empty: all.</summary>
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Absent: no REST. The usual one is 7000.</summary>
    public int? RestPort { get; init; }

    /// <summary>For REST, with <see cref="Password"/>.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>After so many seconds without a word the fallback limit holds.</summary>
    public int KeepAliveS { get; set; } = UsualKeepAliveS;
}

/// <summary>What must hold of the building interface.</summary>
internal static class BuildingRules
{
    private const int ShortestPassword = 12;

    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        if (configuration.Building is not { } building)
            return;
        rule(IPAddress.TryParse(building.Address, out _), "building.address", "must be an IP address, 0.0.0.0 for all");
        rule(building.ModbusPort is null or (>= 0 and <= 65535), "building.modbusPort", "must be 0 to 65535; 5020 is usual");
        rule(building.RestPort is null or (>= 0 and <= 65535), "building.restPort", "must be 0 to 65535; 7000 is usual");
        rule(building.ModbusPort is not null || building.RestPort is not null, "building", "needs a modbusPort, a restPort or both");
        rule(building.RestPort is not > 0 || building.RestPort != building.ModbusPort, "building.restPort", "must not be the same as building.modbusPort");
        rule(building.RestPort is not > 0 || building.RestPort != configuration.Local?.HttpsPort, "building.restPort", "must not be the same as local.httpsPort");
        rule(building.KeepAliveS is >= 10 and <= 3600, "building.keepAliveS", "must be 10 to 3600");
        foreach (var (i, address) in (building.Allow ?? []).Index())
            rule(IPAddress.TryParse(address, out _), $"building.allow[{i}]", "must be an IP address");
        rule(building.RestPort is null || building.User is { Length: > 0 }, "building.user", "is needed for restPort");
        rule(building.User?.Contains(':') is not true, "building.user", "must not contain a colon");
        rule(building.RestPort is null || building.Password is { Length: >= ShortestPassword }, "building.password", $"is needed for restPort, with {ShortestPassword} characters or more");
    }
}
