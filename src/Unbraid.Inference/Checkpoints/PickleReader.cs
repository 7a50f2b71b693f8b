using System.Numerics;
using System.Text;

namespace Unbraid.Inference.Checkpoints;

/// <summary>
/// Reads a pickle as data: a stack machine (Python's pickletools.py describes it) in which a name is looked up in
/// <see cref="PickleGlobals"/> and "calls" only ever make fractions, dictionaries, tensors and numbers.
/// </summary>
/// <remarks>
/// Values are null, bool, long, <see cref="BigInteger"/>, double, string, byte[], object?[] (tuple), List (list),
/// Dictionary with string or long keys, and the records of PickleValues.cs.
/// </remarks>
internal sealed class PickleReader
{
    private const int MaxOperations = 8_000_000;
    private const int MaxObjects = 1_000_000;
    private const int MaxStack = 1_000_000;
    private const int MaxDepth = 1_000;
    private const int MaxText = 1 << 20;
    private const int MaxName = 200;

    private readonly ByteReader _source;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _objects;

    private PickleReader(ByteReader source) => _source = source;

    /// <summary>Reads one pickle and leaves the source behind it.</summary>
    public static object? Read(ByteReader source) => new PickleReader(source).Run();

    private object? Run()
    {
        for (var operations = 0; operations < MaxOperations; operations++)
        {
            var code = (char)_source.ReadByte();
            if (code == '.')
            {
                return Pop();
            }

            Step(code);
        }

        throw new CheckpointException("its description is too long for a checkpoint.");
    }

    private void Step(char code)
    {
        switch (code)
        {
            case '\x80': // PROTO
                var protocol = _source.ReadByte();
                if (protocol > 5)
                {
                    throw new CheckpointException($"it uses pickle protocol {protocol}; 0 to 5 are known.");
                }

                break;
            case '\x95': _source.ReadInt64(); break; // FRAME

            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'J': Push((long)_source.ReadInt32()); break;
            case 'K': Push((long)_source.ReadByte()); break;
            case 'M': Push((long)_source.ReadUInt16()); break;
            case '\x8a': PushInteger(_source.ReadBytes(_source.ReadByte(), 64)); break; // LONG1
            case 'G': Push(_source.ReadDoubleBigEndian()); break;
            case 'U': Push(Encoding.Latin1.GetString(_source.ReadBytes(_source.ReadByte(), MaxText))); break; // SHORT_BINSTRING
            case 'T': Push(Encoding.Latin1.GetString(_source.ReadBytes(_source.ReadInt32(), MaxText))); break; // BINSTRING
            case 'X': Push(Text(_source.ReadUInt32())); break; // BINUNICODE
            case '\x8c': Push(Text(_source.ReadByte())); break; // SHORT_BINUNICODE
            case 'C': Push(_source.ReadBytes(_source.ReadByte(), MaxText)); break; // SHORT_BINBYTES
            case 'B': Push(_source.ReadBytes(_source.ReadUInt32(), MaxText)); break; // BINBYTES

            case '(':
                if (_marks.Count >= MaxDepth)
                {
                    throw new CheckpointException("its description is nested too deeply.");
                }

                _marks.Add(_stack.Count);
                break;
            case ')': Push(Array.Empty<object?>()); break;
            case 't': Push(PopToMark()); break;
            case '\x85': Push(PopMany(1)); break;
            case '\x86': Push(PopMany(2)); break;
            case '\x87': Push(PopMany(3)); break;
            case ']': Push(new List<object?>()); break;
            case 'l': Push(new List<object?>(PopToMark())); break;
            case 'a': Append(PopMany(1)); break;
            case 'e': Append(PopToMark()); break;
            case '}': Push(new Dictionary<object, object?>()); break;
            case 's': SetItems(PopMany(2)); break;
            case 'u': SetItems(PopToMark()); break;
            case '0': Pop(); break;
            case '2': Push(Top()); break;

            case 'q': Remember(_source.ReadByte()); break;
            case 'r': Remember(_source.ReadUInt32()); break;
            case '\x94': Remember((uint)_memo.Count); break; // MEMOIZE
            case 'h': Recall(_source.ReadByte()); break;
            case 'j': Recall(_source.ReadUInt32()); break;

            case 'c': Push(PickleGlobals.Find(Line(), Line())); break;
            case '\x93': // STACK_GLOBAL
                Push(PopMany(2) is [string module, string name]
                    ? PickleGlobals.Find(module, name)
                    : throw new CheckpointException("it refers to a name that is no text."));
                break;
            case 'R':
                var arguments = Pop() as object?[] ?? throw new CheckpointException("it asks for a call without arguments.");
                Push(PickleGlobals.Reduce(Pop(), arguments));
                break;
            case 'Q': Push(Persistent(Pop())); break;
            case 'b': Build(); break;

            default:
                throw new CheckpointException($"its description holds the operation 0x{(int)code:x2}, which checkpoints do not use.");
        }
    }

    private void Push(object? value)
    {
        if (_stack.Count >= MaxStack || ++_objects > MaxObjects)
        {
            throw new CheckpointException("its description holds too many values for a checkpoint.");
        }

        _stack.Add(value);
    }

    private object? Pop() => PopMany(1)[0];

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Damaged();

    private object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw Damaged();
        }

        var values = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Damaged();
        }

        var values = PopMany(_stack.Count - Floor);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private void Append(object?[] items)
    {
        if (Top() is not List<object?> list)
        {
            throw Damaged();
        }

        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Top() is not Dictionary<object, object?> dictionary || items.Length % 2 != 0)
        {
            throw Damaged();
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary[items[i] is string or long ? items[i]! : throw new CheckpointException("it holds a dictionary whose keys are neither text nor numbers.")] = items[i + 1];
        }
    }

    private void Remember(uint key)
    {
        if (_memo.Count >= MaxObjects)
        {
            throw new CheckpointException("its description holds too many values for a checkpoint.");
        }

        _memo[key] = Top();
    }

    private void Recall(uint key) => Push(_memo.TryGetValue(key, out var value) ? value : throw Damaged());

    // State dictionaries carry the attribute _metadata, NumPy types a version: neither says anything about the weights.
    private void Build()
    {
        Pop();
        if (Top() is not (Dictionary<object, object?> or NumpyType))
        {
            throw new CheckpointException("it sets the state of an object, which a checkpoint has no need of; nothing was loaded.");
        }
    }

    // ('storage', type, key, location, elements[, view]); in the old container also ('module', class, source file, source text).
    private static object Persistent(object? id) => id switch
    {
        object?[] and ["storage", ElementType type, string key, string, long count and >= 0] => new StorageReference(type, key, count),
        object?[] and ["storage", ElementType type, string key, string, long count and >= 0, null] => new StorageReference(type, key, count),
        object?[] and ["module", ClassReference reference, _, _] => reference,
        _ => throw new CheckpointException("it holds a storage of an unknown kind."),
    };

    private string Line()
    {
        var line = new StringBuilder();
        for (var c = (char)_source.ReadByte(); c != '\n'; c = (char)_source.ReadByte())
        {
            if (line.Length >= MaxName)
            {
                throw new CheckpointException("it refers to a name that is too long.");
            }

            line.Append(c);
        }

        return line.ToString();
    }

    private string Text(uint length) => Encoding.UTF8.GetString(_source.ReadBytes(length, MaxText));

    private void PushInteger(byte[] littleEndian)
    {
        var value = new BigInteger(littleEndian);
        Push(value >= long.MinValue && value <= long.MaxValue ? (long)value : (object)value);
    }

    private static CheckpointException Damaged() => new("its description is damaged.");
}
