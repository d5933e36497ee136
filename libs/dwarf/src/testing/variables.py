"""What pyelftools says of the variables of a program: prints them as JSON, as libs/dwarf tells them. Arguments: ELF files."""
import json
import sys

from elftools.dwarf.dwarf_expr import DWARFExprParser
from elftools.elf.elffile import ELFFile

QUALIFIERS = {'const', 'volatile', 'restrict', 'atomic', 'packed'}
ENCODINGS = {2: 'boolean', 4: 'float', 5: 'signed', 7: 'unsigned', 6: 'character', 8: 'character', 16: 'character'}
SUFFIX = {'pointer': ' *', 'reference': ' &', 'rvalue_reference': ' &&', 'ptr_to_member': ' ::*', 'array': ' []', 'subroutine': ' ()'}


def kind(die):
    return die.tag.replace('DW_TAG_', '').replace('_type', '') if die is not None else None


def value(die, name):
    attribute = die.attributes.get('DW_AT_' + name)
    found = attribute.value if attribute else None
    return found.decode() if isinstance(found, bytes) else found


def follow(die, name='type'):
    return die.get_DIE_from_attribute('DW_AT_' + name) if 'DW_AT_' + name in die.attributes else None


def origins(die):
    while die is not None:
        yield die
        die = follow(die, 'abstract_origin') or follow(die, 'specification')


def first(die, say):
    return next((said for said in map(say, origins(die)) if said is not None), None)


def target(die):
    suffix, typedef = '', '(anonymous)'
    while die is not None:
        name = value(die, 'name')
        if die.tag == 'DW_TAG_typedef':
            typedef = name
        elif name is not None:
            return name + suffix
        elif kind(die) in SUFFIX:
            suffix, typedef = SUFFIX[kind(die)] + suffix, '(anonymous)'
        elif kind(die) not in QUALIFIERS:
            return typedef + suffix
        die = follow(die)
    return 'void' + suffix


def to_code(die):
    die = follow(die)
    while die is not None and (die.tag == 'DW_TAG_typedef' or kind(die) in QUALIFIERS):
        die = follow(die)
    return kind(die) == 'subroutine'


def constant(die):
    die = follow(die)
    while die is not None and (die.tag == 'DW_TAG_typedef' or kind(die) in QUALIFIERS):
        if kind(die) == 'const':
            return {'constant': True}
        die = follow(die)
    return {}


def count(die):
    if value(die, 'count') is not None:
        return value(die, 'count')
    upper = value(die, 'upper_bound')
    return 0 if upper is None or upper in (-1, 0xFFFFFFFF) else upper + 1


def member(die, parent_name):
    place = value(die, 'data_member_location') or 0
    if isinstance(place, list):
        return None
    of = layout(follow(die))
    found = {}
    name = of.get('name') if die.tag == 'DW_TAG_inheritance' else value(die, 'name')
    if name:
        found['name'] = name
    size = value(die, 'bit_size')
    if size is not None:
        start = value(die, 'data_bit_offset')
        if start is None:
            start = 8 * (place + (value(die, 'byte_size') or of['bytes'])) - value(die, 'bit_offset') - size
        found['bits'] = {'offset': start, 'size': size}
        place = start // 8
    return {**found, 'offset': place, 'type': of}


def layout(die):
    if die is None:
        return {'kind': 'unknown', 'bytes': 0}
    name, size, what = value(die, 'name'), value(die, 'byte_size'), kind(die)
    if what in QUALIFIERS:
        return layout(follow(die))
    if what == 'typedef':
        of = layout(follow(die))
        return {**of, 'name': name} if of['kind'] in ('structure', 'union', 'enum') and 'name' not in of else of
    if what == 'base':
        return {'kind': 'base', 'name': name, 'encoding': ENCODINGS.get(value(die, 'encoding'), 'other'), 'bytes': size}
    if what == 'enumeration':
        return {'kind': 'enum', 'bytes': size, **({'name': name} if name else {})}
    if what in ('pointer', 'reference', 'rvalue_reference', 'ptr_to_member'):
        code = to_code(die)
        size = size or (8 if code and what == 'ptr_to_member' else 4)
        return {'kind': 'pointer', 'to': 'code' if code else 'data', 'target': target(follow(die)), **constant(die), 'bytes': size}
    if what == 'array':
        of = layout(follow(die))
        counts = [count(child) for child in die.iter_children() if kind(child) == 'subrange']
        total = of['bytes']
        for one in counts:
            total *= one
        if of['kind'] == 'array':
            return {**of, 'counts': counts + of['counts'], 'bytes': size or total}
        return {'kind': 'array', 'element': of, 'counts': counts, 'bytes': size or total}
    if what in ('structure', 'class', 'union'):
        name = first(die, lambda one: value(one, 'name'))
        children = [child for child in die.iter_children() if child.tag in ('DW_TAG_member', 'DW_TAG_inheritance')]
        members = [member(child, name) for child in children if value(child, 'external') is None]
        found = {'kind': 'union' if what == 'union' else 'structure', 'bytes': size, 'members': [one for one in members if one]}
        return {**found, 'name': name} if name else found
    if what == 'unspecified' and name == 'decltype(nullptr)':
        return {'kind': 'pointer', 'to': 'data', 'target': 'nullptr_t', 'bytes': 4}
    return {'kind': 'unknown', 'bytes': size or 0}


def address(elf, dwarf, die):
    location = die.attributes.get('DW_AT_location')
    if location is None or location.form not in ('DW_FORM_exprloc', 'DW_FORM_block1'):
        return None
    operations = DWARFExprParser(die.cu.structs).parse_expr(location.value)
    if len(operations) != 1:
        return None
    if operations[0].op_name == 'DW_OP_addr':
        return operations[0].args[0]
    if operations[0].op_name == 'DW_OP_addrx':
        base = value(die.cu.get_top_DIE(), 'addr_base')
        section = elf.get_section_by_name('.debug_addr').data()
        at = base + 4 * operations[0].args[0]
        return int.from_bytes(section[at : at + 4], 'little')
    return None


def variables(path):
    with open(path, 'rb') as file:
        elf = ELFFile(file)
        dwarf = elf.get_dwarf_info()
        for unit in dwarf.iter_CUs():
            for die in unit.iter_DIEs():
                at = address(elf, dwarf, die) if die.tag == 'DW_TAG_variable' else None
                if at is None or at < 0x10000000:
                    continue
                of = first(die, follow)
                yield {'name': first(die, lambda one: value(one, 'name')), 'address': at, 'type': layout(of)}


print(json.dumps([list(variables(path)) for path in sys.argv[1:]]))
