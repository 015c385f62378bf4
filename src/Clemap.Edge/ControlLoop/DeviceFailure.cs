using System.Text.Json;

namespace Clemap.Edge.ControlLoop;

internal static class DeviceFailure
{
    // An answer in an unknown character set is an InvalidOperationException.
    /// <summary>What a device or the network between can cause; anything else is a fault of this program and must show.</summary>
    public static bool Is(Exception failure) =>
        failure is IOException or InvalidOperationException or FormatException or HttpRequestException or JsonException or OperationCanceledException;
}
