using System.Globalization;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.History;

namespace Clemap.Simulator.Cli;

/// <summary><c>history --config FILE --from ISO --to ISO [--state FILE]</c>: the recording of a site in virtual time, on standard output.</summary>
internal static class HistoryCommand
{
    public static int Run(IReadOnlyList<string> words)
    {
        var arguments = new Arguments(words, "--config", "--state", "--from", "--to");
        var configuration = ConfigurationFile.Read(arguments.Required("--config"));
        var (from, to) = (Time(arguments, "--from"), Time(arguments, "--to"));
        if (from >= to) throw new UserErrorException("--from must be earlier than --to.");
        using var output = Console.OpenStandardOutput();
        try
        {
            new SiteHistory(configuration).Record(
                from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds(), arguments.Optional("--state"), output,
                percent => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"progress {percent}")));
        }
        catch (IOException e)
        {
            throw new UserErrorException($"The recording cannot be written: {e.Message}.", e);
        }

        return 0;
    }

    private static DateTimeOffset Time(Arguments arguments, string name)
    {
        var text = arguments.Required(name);
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new UserErrorException($"{name} '{text}' is no time; an example is 2026-03-01T00:00:00Z.");
        return time.ToUnixTimeSeconds() % RecordingSlot.Seconds == 0
            ? time
            : throw new UserErrorException($"{name} '{text}' does not lie on the ten-second grid.");
    }
}
