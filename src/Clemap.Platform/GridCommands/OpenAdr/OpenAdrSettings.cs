using Microsoft.Extensions.Configuration;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>Where OpenADR servers may be.</summary>
/// <param name="AllowPrivate"><c>Clemap:OpenAdr:AllowPrivate</c>: also at addresses of this machine and of private networks, and by plain http. For a server that serves one company in its own network.</param>
internal sealed record OpenAdrSettings(bool AllowPrivate)
{
    /// <exception cref="InvalidOperationException">Names the key that breaks its rule.</exception>
    public static OpenAdrSettings From(IConfiguration configuration) => configuration["Clemap:OpenAdr:AllowPrivate"] switch
    {
        null or "" => new(false),
        { } text when bool.TryParse(text, out var allow) => new(allow),
        { } text => throw new InvalidOperationException($"Clemap:OpenAdr:AllowPrivate must be true or false, but is '{text}'."),
    };
}
