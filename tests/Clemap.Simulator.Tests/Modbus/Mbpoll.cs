using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Clemap.Simulator.Tests.Modbus;

/// <summary>The independent Modbus client of Debian's package mbpoll (libmodbus).</summary>
internal static partial class Mbpoll
{
    /// <param name="type">As mbpoll names it: 4 holding, 3 input, 0 coil; <c>4:int</c>, <c>4:float</c> for two words.</param>
    /// <param name="swapped">Two words have the low one first; mbpoll expects that unless it is told otherwise.</param>
    public static async Task<double[]> ReadAsync(int port, byte unit, int address, string type, int count = 1, bool swapped = false)
    {
        string[] order = swapped ? [] : ["-B"];
        var output = await RunAsync(Tcp(port), "127.0.0.1", unit, address, type, [.. order, "-c", count.ToString(CultureInfo.InvariantCulture)]);
        return Values(output, count);
    }

    /// <summary>Over Modbus RTU, from a serial device.</summary>
    public static async Task<double[]> ReadSerialAsync(string device, byte unit, int address, string type, int count = 1)
    {
        var output = await RunAsync(Rtu, device, unit, address, type, ["-B", "-c", count.ToString(CultureInfo.InvariantCulture)]);
        return Values(output, count);
    }

    public static async Task WriteSerialAsync(string device, byte unit, int address, string type, double value) =>
        (await RunAsync(Rtu, device, unit, address, type, ["-B"], value)).ShouldContain("Written 1 references");

    private static double[] Values(string output, int count)
    {
        var values = Value().Matches(output).Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
        values.Length.ShouldBe(count, output);
        return values;
    }

    /// <summary>Writes one value: by function 5, 6 or, when it has two words, 16.</summary>
    public static async Task WriteAsync(int port, byte unit, int address, string type, double value) =>
        (await RunAsync(Tcp(port), "127.0.0.1", unit, address, type, ["-B"], value)).ShouldContain("Written 1 references");

    private static readonly string[] Rtu = ["-m", "rtu", "-b", "19200", "-P", "even"];

    private static string[] Tcp(int port) => ["-m", "tcp", "-p", port.ToString(CultureInfo.InvariantCulture)];

    private static async Task<string> RunAsync(
        string[] mode, string device, byte unit, int address, string type, string[] options, double? value = null)
    {
        string[] arguments =
        [
            .. mode, "-a", unit.ToString(CultureInfo.InvariantCulture), "-0", "-1",
            "-r", address.ToString(CultureInfo.InvariantCulture), "-t", type, .. options, device,
        ];
        if (value is { } written) arguments = [.. arguments, written.ToString(CultureInfo.InvariantCulture)];
        using var process = Start(arguments);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, output + error);
        return output;
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("mbpoll", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("mbpoll is not installed; run the tests with ./test, which installs it.");
        }
    }

    [GeneratedRegex(@"^\[\d+\]:\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Value();
}
