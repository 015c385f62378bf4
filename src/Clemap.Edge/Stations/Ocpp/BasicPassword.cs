using System.Security.Cryptography;
using System.Text;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>HTTP Basic authentication: of OCPP security profile 1, where the user is the identity, and of the building interface.</summary>
internal static class BasicPassword
{
    public static string Header(string identity, string password) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{identity}:{password}"))}";

    /// <summary>Takes as long for any wrong header as for the right one.</summary>
    public static bool Fits(string? header, string identity, string password) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(Scheme(header))), SHA256.HashData(Encoding.UTF8.GetBytes(Header(identity, password))));

    /// <summary>The name of the scheme is written in any case.</summary>
    private static string Scheme(string? header) =>
        header is not null && header.StartsWith("basic ", StringComparison.OrdinalIgnoreCase) ? $"Basic {header[6..].Trim()}" : "";
}
