namespace Unbraid.Service.Storage;

/// <summary>A part of the object store, declared by the feature that writes into it.</summary>
/// <param name="Name">The first part of its keys.</param>
/// <param name="Owner">What the second part of a key names, and what the object therefore lives and goes with.</param>
/// <param name="IsFile">Whether an object is a file itself and not a folder; in a link its key then ends with a name to save it under.</param>
internal sealed record ObjectArea(string Name, ObjectOwner Owner, bool IsFile = false)
{
    /// <summary>The key of an owner's object, or of a file in it.</summary>
    public string KeyOf(object owner, string? file = null) => file is null ? $"{Name}/{owner}" : $"{Name}/{owner}/{file}";
}

/// <summary>What keeps an object.</summary>
internal enum ObjectOwner
{
    /// <summary>Rows of songs, and unfinished tasks, that name the content by its hash.</summary>
    Content,

    /// <summary>Rows of songs that name the cover by its key.</summary>
    Cover,

    /// <summary>The task that made it.</summary>
    Task,

    /// <summary>The song it was made of, or a task that speaks of it.</summary>
    Audio,
}
