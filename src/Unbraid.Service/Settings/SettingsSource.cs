using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Unbraid.Service.Settings;

/// <summary>One place where settings are given, and what it calls them.</summary>
/// <param name="Values">What was read from it.</param>
/// <param name="NameOf">What it calls a setting.</param>
/// <param name="Path">The file that it is, if it is one.</param>
internal sealed record SettingsSource(IConfigurationProvider Values, Func<Setting, string> NameOf, string? Path = null)
{
    private const string Schema = "$schema";

    /// <summary>The text of a setting; the parts of a list joined by commas.</summary>
    /// <param name="key">The setting's name.</param>
    /// <param name="text">The text, or null if the source does not give the setting.</param>
    /// <returns>False if the source gives a list with more in it than texts, or an object.</returns>
    public bool TryRead(string key, out string? text)
    {
        if (Values.TryGet(key, out text))
            return true;
        List<string> parts = [];
        foreach (var child in Values.GetChildKeys([], key).Distinct())
        {
            if (!int.TryParse(child, NumberStyles.None, CultureInfo.InvariantCulture, out _) || !Values.TryGet($"{key}:{child}", out var part))
                return false;
            parts.Add(part ?? "");
        }

        text = parts.Count > 0 ? string.Join(',', parts) : null;
        return true;
    }

    /// <summary>The text of a setting, or null.</summary>
    public string? Text(string key) => TryRead(key, out var text) ? text : null;

    /// <summary>Names that are given and mean nothing.</summary>
    public IEnumerable<string> UnknownNames() =>
        Values.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key => key != Schema && !Setting.All.Any(setting => setting.Name.Equals(key, StringComparison.OrdinalIgnoreCase)));

    /// <exception cref="ServiceException">The file cannot be read or is no object of JSON.</exception>
    public static SettingsSource File(string path)
    {
        try
        {
            using var content = System.IO.File.OpenRead(path);
            var builder = new ConfigurationBuilder().AddJsonStream(content);
            return new(builder.Build().Providers.Single(), setting => $"{setting.Name} in {path}", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException($"The settings file {path} cannot be read: {e.Message}", e);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            var place = e is JsonException { LineNumber: { } line } ? $" (line {line + 1})" : $": {e.Message.TrimEnd('.')}";
            throw new ServiceException($"The settings file {path} is not an object of JSON{place}.", e);
        }
    }

    /// <summary>Texts by the settings' names.</summary>
    public static SettingsSource Of(IEnumerable<KeyValuePair<string, string?>> values, Func<Setting, string> nameOf) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(values).Build().Providers.Single(), nameOf);
}
