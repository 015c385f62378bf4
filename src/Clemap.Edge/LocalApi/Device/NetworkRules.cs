using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Edge.LocalApi.Device;

/// <summary>What may be handed to NetworkManager. The answer names the field that is wrong.</summary>
internal static class NetworkRules
{
    public static string? Of(LanSettings settings)
    {
        if (!IsCard(settings.Card))
            return "card";
        if (settings.Method == "auto")
            return null;
        if (settings.Method != "manual")
            return "method";
        if (settings.Address?.Split('/') is not [var address, var prefix] || !IsIPv4(address)
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is < 8 or > 30)
            return "address";
        if (settings.Gateway is { Length: > 0 } gateway && !IsIPv4(gateway))
            return "gateway";
        return settings.Dns is { Length: > 0 } dns && !dns.Split(',').All(server => IsIPv4(server.Trim())) ? "dns" : null;
    }

    public static string? Of(WifiSettings settings)
    {
        if (!IsCard(settings.Card))
            return "card";
        if (settings.Ssid.Length is 0 or > 32 || settings.Ssid.Any(char.IsControl) || settings.Ssid.StartsWith('-'))
            return "ssid";
        return settings.Password is { } password && (password.Length is < 8 or > 63 || !password.All(c => c is >= ' ' and <= '~')) ? "password" : null;
    }

    /// <summary>As the kernel names them; above all nothing that a program could take for an option.</summary>
    public static bool IsCard(string name) =>
        name.Length is > 0 and <= 15 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    // Four numbers: 10.1 is an address for the parser, too, but not for a person.
    private static bool IsIPv4(string text) =>
        text.Split('.').Length == 4 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text;
}
