using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Clemap.Edge.Commissioning;

/// <summary>Addresses that may be looked through: a private IPv4 network of at most a thousand.</summary>
internal sealed record Subnet(uint First, int Count)
{
    private const int WidestPrefix = 22;

    public IEnumerable<IPAddress> Addresses => Enumerable.Range(0, Count).Select(i => Address(First + (uint)i));

    /// <returns><see langword="null"/> when it is none, too wide, or not private.</returns>
    public static Subnet? Parse(string text)
    {
        if (text.Split('/') is not [var network, var prefix] || !IPAddress.TryParse(network, out var address) || address.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits is < WidestPrefix or > 32 || !IsPrivate(address))
            return null;
        uint start = Number(address) & (uint.MaxValue << (32 - bits));
        int size = 1 << (32 - bits);
        // The first and the last address of a network are nobody's.
        return bits >= 31 ? new Subnet(bits == 32 ? Number(address) : start, size) : new Subnet(start + 1, size - 2);
    }

    /// <summary>Those that this box is in.</summary>
    public static IReadOnlyList<string> OfThisBox() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up && card.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(unicast => unicast.Address.AddressFamily == AddressFamily.InterNetwork && IsPrivate(unicast.Address))
            .Select(unicast =>
            {
                int bits = Math.Clamp(unicast.PrefixLength, 24, 32);
                return $"{Address(Number(unicast.Address) & (bits == 0 ? 0 : uint.MaxValue << (32 - bits)))}/{bits}";
            })
            .Distinct(),
    ];

    private static bool IsPrivate(IPAddress address) => address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [169, 254, ..] or [127, ..] or [172, >= 16 and < 32, ..] or [100, >= 64 and < 128, ..];

    private static uint Number(IPAddress address) => BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
