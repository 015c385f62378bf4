using System.Globalization;
using System.Text.Json;
using Clemap.Edge.Modbus;

namespace Clemap.Edge.ControlLoop;

/// <summary>What is wrong with a device.</summary>
/// <param name="Code">One of <see cref="ProblemCodes"/>: the dashboard has a sentence for it in each language.</param>
/// <param name="Text">The same as one plain English sentence, for logs and scripts.</param>
/// <param name="Values">What stands in the sentence at {0}, {1}, …; what a device said itself is as it said it.</param>
internal sealed record DeviceProblem(string Code, string Text, params IReadOnlyList<string> Values)
{
    /// <summary>Only the text is known.</summary>
    public static DeviceProblem Says(string text) => new(ProblemCodes.Says, text, text);

    /// <param name="where">How the device is reached, for example <c>192.168.1.20:502</c>.</param>
    public static DeviceProblem Of(Exception failure, string where) => failure switch
    {
        IKnownProblem known => known.Problem,
        ModbusException { Fault: ModbusFault.Refused } refused => new(ProblemCodes.RequestRefused, failure.Message, Number(refused.Code ?? 0)),
        ModbusException { Fault: ModbusFault.Timeout } or OperationCanceledException => new(ProblemCodes.NoAnswer, failure.Message, where),
        ModbusException { Fault: ModbusFault.Unreachable } or HttpRequestException { StatusCode: null } => new(ProblemCodes.Unreachable, failure.Message, where),
        ModbusException or JsonException or FormatException => new(ProblemCodes.Garbled, failure.Message, where),
        _ => Says(failure.Message),
    };

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>A failure that knows its code.</summary>
internal interface IKnownProblem
{
    DeviceProblem Problem { get; }
}
