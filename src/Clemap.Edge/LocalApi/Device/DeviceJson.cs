using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Edge.LocalApi.Device;

/// <param name="Fingerprint">SHA-256 of the certificate of the dashboard.</param>
/// <param name="KeyId">Thumbprint of the device key, with which reports are signed.</param>
/// <param name="UptimeS">Of the controller.</param>
/// <param name="Cloud"><c>none</c>, <c>connecting</c> or <c>connected</c>.</param>
internal sealed record DeviceInfo(
    string Software, string Serial, string Host, double UptimeS, DateTimeOffset Now, TimeSource Time, string Fingerprint, string KeyId, string Cloud);

/// <param name="Kind"><c>chrony</c>, <c>systemd-timesyncd</c> or <c>unknown</c>.</param>
/// <param name="Synchronised"><see langword="null"/> when nobody can tell.</param>
/// <param name="OffsetS">How far the clock is from the server.</param>
internal sealed record TimeSource(string Kind, bool? Synchronised, string? Server = null, double? OffsetS = null, string? Zone = null);

/// <param name="Manager"><c>network-manager</c>, or <c>none</c>: then only the addresses are known, and they are set elsewhere.</param>
internal sealed record NetworkState(string Manager, IReadOnlyList<NetworkCard> Cards, IReadOnlyList<string>? Problems = null);

/// <param name="Kind"><c>lan</c>, <c>wifi</c>, <c>modem</c>.</param>
/// <param name="State">In the words of NetworkManager, for example <c>connected</c>.</param>
/// <param name="Method"><c>auto</c> (DHCP) or <c>manual</c>.</param>
internal sealed record NetworkCard(
    string Name, string Kind, string State, string? Connection, IReadOnlyList<string> Addresses, string? Gateway, IReadOnlyList<string> Dns, string? Method);

/// <summary>Settings of a cable.</summary>
/// <param name="Address">With its prefix, for example <c>192.168.1.20/24</c>; for <c>manual</c>.</param>
internal sealed record LanSettings(string Card, string Method, string? Address = null, string? Gateway = null, string? Dns = null);

/// <param name="Password">Absent for an open network.</param>
internal sealed record WifiSettings(string Card, string Ssid, string? Password = null);

internal sealed record WifiNetwork(string Ssid, int Signal, string Security, bool InUse);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DeviceInfo))]
[JsonSerializable(typeof(NetworkState))]
[JsonSerializable(typeof(LanSettings))]
[JsonSerializable(typeof(WifiSettings))]
[JsonSerializable(typeof(IReadOnlyList<WifiNetwork>))]
internal sealed partial class DeviceJson : JsonSerializerContext;
