namespace Clemap.Edge.Configuration;

/// <summary>edge.json cannot be used; each problem names the field and the rule it breaks.</summary>
internal sealed class ConfigurationException(string file, IReadOnlyList<ConfigurationProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => $"{file}: {problem.Field}: {problem.Rule}")))
{
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}

internal readonly record struct ConfigurationProblem(string Field, string Rule);
