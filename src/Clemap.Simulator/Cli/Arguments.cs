namespace Clemap.Simulator.Cli;

/// <summary>The options of a command: <c>--name value</c>, each at most once.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];

    /// <exception cref="UserErrorException">An option is unknown, given twice, or has no value.</exception>
    public Arguments(IReadOnlyList<string> words, params string[] known)
    {
        for (var i = 0; i < words.Count; i += 2)
        {
            if (!known.Contains(words[i])) throw new UserErrorException($"'{words[i]}' is no option of this command; it knows {string.Join(", ", known)}.");
            if (i + 1 == words.Count) throw new UserErrorException($"The option {words[i]} needs a value.");
            if (!_options.TryAdd(words[i], words[i + 1])) throw new UserErrorException($"The option {words[i]} is given twice.");
        }
    }

    public string? Optional(string name) => _options.GetValueOrDefault(name);

    /// <exception cref="UserErrorException">The option is not given.</exception>
    public string Required(string name) => Optional(name) ?? throw new UserErrorException($"The option {name} is missing.");
}
