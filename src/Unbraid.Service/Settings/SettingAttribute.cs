namespace Unbraid.Service.Settings;

/// <summary>Makes a property a setting. Its name in the file, its variable and its option follow from the property's name.</summary>
/// <param name="description">What it decides, one or two sentences in Markdown, for operators.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string description) : Attribute
{
    public string Description => description;

    /// <summary>The least value, written as in a settings file. Numbers, sizes and times have 1 of their unit where this is absent.</summary>
    public string? From { get; init; }

    /// <summary>The greatest value, written as in a settings file.</summary>
    public string? To { get; init; }

    /// <summary>The default in words, where the property's own is not what counts.</summary>
    public string? Default { get; init; }

    /// <summary>Whether the value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>The option's name where it does not follow from the property's.</summary>
    public string? Option { get; init; }
}

/// <summary>Makes a record a group of settings: the room that owns it takes it from the container. Its defaults are its initialisers.</summary>
/// <remarks>A group whose values must fit each other, or another group's, is an <c>IValidatableObject</c>.</remarks>
/// <param name="title">Its heading.</param>
/// <param name="order">Its place among the groups.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SettingsGroupAttribute(string title, int order) : Attribute
{
    public string Title => title;

    public int Order => order;
}
