using Microsoft.Extensions.Configuration;

namespace Clemap.Identity.Keys;

/// <summary>What the files of the keys are encrypted with: the content of a file that lies apart from them.</summary>
/// <param name="Key"><see langword="null"/> where they lie in the clear.</param>
/// <param name="Former">What they may still be encrypted with, while the key is changed.</param>
internal sealed record KeyEncryption(string? Key, string? Former)
{
    public const string Setting = "Clemap:Keys:EncryptionFile";
    private const string FormerSetting = "Clemap:Keys:FormerEncryptionFile";
    private const int ShortestKey = 32;

    public static KeyEncryption None { get; } = new(null, null);

    /// <exception cref="KeyEncryptionException">A file is missing, or what is in it does not do.</exception>
    public static KeyEncryption From(IConfiguration configuration, string dataDirectory)
    {
        var key = Read(Setting);
        var former = Read(FormerSetting);
        return former is not null && key is null
            ? throw new KeyEncryptionException($"{FormerSetting} is set without {Setting}, to which the keys could be changed.")
            : new KeyEncryption(key, former);

        string? Read(string setting)
        {
            if (configuration[setting] is not { Length: > 0 } file)
                return null;
            file = Path.GetFullPath(file);
            // With both in one folder, whoever copies it has everything.
            if (file.StartsWith(Path.GetFullPath(dataDirectory) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new KeyEncryptionException($"{setting} must not lie in Clemap:DataDir, beside what it protects, but is {file}.");
            try
            {
                var text = File.ReadAllText(file).Trim();
                return text.Length >= ShortestKey
                    ? text
                    : throw new KeyEncryptionException($"{setting} must hold at least {ShortestKey} random characters, but {file} holds {text.Length}.");
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new KeyEncryptionException($"{setting} cannot be read: {failure.Message}");
            }
        }
    }
}

/// <summary>The keys cannot be used as configured; the message says why, in one sentence.</summary>
public sealed class KeyEncryptionException(string message) : Exception(message);
